/** What old nodes name in the tests: of an account, or made up where nothing is sent. */
export interface Named {
	session: string;
	contact: string;
	otherContact: string;
	phone: string;
	/** The contact who has that number, once all is done. */
	holder: string;
	channel: string;
	department: string;
	departmentName: string;
	/** One that can be deleted. */
	emptyDepartment: string;
	user: string;
	agent: string;
	tag: string;
	tagName: string;
	otherTag: string;
	portfolio: string;
	sequence: string;
	bot: string;
	template: string;
	templateParameter: string;
	templateWithFile: string;
	templateWithFileParameter: string;
	panel: string;
	step: string;
	card: string;
	note: string;
	message: string;
	scheduled: string;
	subscription: string;
	contactField: string;
	cardField: string;
	file: string;
}

const uuid = (number: number) => `6f1b7c1e-8a52-4a1e-9d0a-${String(number).padStart(12, '0')}`;

/** Names of nothing, for what is only looked at. */
export const nothing: Named = {
	session: uuid(1),
	contact: uuid(2),
	otherContact: uuid(21),
	holder: uuid(2),
	phone: '+5511988887777',
	channel: uuid(3),
	department: uuid(4),
	departmentName: 'Vendas',
	emptyDepartment: uuid(19),
	user: uuid(5),
	agent: uuid(20),
	tag: uuid(6),
	tagName: 'Cliente VIP',
	otherTag: uuid(7),
	portfolio: uuid(8),
	sequence: uuid(9),
	bot: uuid(10),
	template: '4c5d6_order_shipped',
	templateParameter: 'nome',
	templateWithFile: '4c5d6_invoice',
	templateWithFileParameter: 'nome',
	panel: uuid(11),
	step: uuid(12),
	card: uuid(13),
	note: uuid(14),
	message: uuid(15),
	scheduled: uuid(16),
	subscription: uuid(17),
	contactField: 'cidade',
	cardField: 'origem',
	file: uuid(18),
};
