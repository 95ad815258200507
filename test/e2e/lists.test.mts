/** The lists and mappers of the editor, asked for as the editor does, in real n8n with the packed package. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import type { Account } from '../../sandbox/account.mts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { chain, webhook } from '../../harness/n8n/chain.mts';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { unlimited } from '../../harness/unlimited.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';
import { addCustomFields, choicesIn, crowd, furnish } from './lists/accounts.mts';
import { lists, type Chosen, type Entry } from './lists/contents.mts';
import { beside, placesIn, withTop, type Place } from './lists/places.mts';

const mappers = ['getContactCustomFields', 'getPanelCustomFields', 'getTemplateParameters'];

/** A name as people have it, and what they type for it. */
const NAME = 'Ícaro 🌻 Conceição d’Ávila';
const TYPED = 'CARO 🌻 conceicao';

/** A locator as the editor keeps it. */
const picked = (value: string, mode = 'list') => ({ __rl: true, mode, value });
/** What the editor makes of a locator whose expression gives nothing before the first run. */
const unresolved = { __rl: true, mode: 'id' };

const WRONG_KEY = 'pn_wrong';

/** So many contacts, each with an open session, are many pages of what a list shows, and of what the service answers. */
const CONTACTS = 1_200;

const SHIPPED = '4c5d6_pedido_enviado';

/** An account, as n8n has its credential. */
interface Known {
	readonly id: string;
	readonly name: string;
}

describe('The lists and mappers of the editor, in real n8n', { timeout: 1_200_000 }, () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let server: N8nServer;
	let places: Place[];
	let sandbox: Sandbox;
	let crowded: Sandbox;
	let empty: Sandbox;
	/** The credentials for the accounts, and one with a wrong key. */
	let seeded: Known;
	let forCrowded: Known;
	let forEmpty: Known;
	let wrong: Known;
	before(async () => {
		stage = resources.use(await setWatchedStage());
		({ sandbox } = stage);
		crowded = resources.use(await startSandbox());
		empty = resources.use(await startSandbox({ empty: true }));
		await furnish(sandbox);
		await furnish(crowded);
		crowd(crowded, CONTACTS);
		server = resources.use(await stage.n8n.start());
		const nodes = (await server.editor.nodeTypes()).filter(({ name }) =>
			/^n8n-nodes-wts-chat\.\w+(?<!Tool)$/.test(name),
		);
		assert.deepEqual(nodes.map(({ name }) => name.split('.')[1]).toSorted(), [
			'wtsChat',
			'wtsChatChangesTrigger',
			'wtsChatChatbotTrigger',
			'wtsChatTrigger',
		]);
		// The keys of a chatbot's block are nothing that the account holds; the editor's own test shows their list.
		places = nodes.flatMap(placesIn).filter(({ method }) => method !== 'searchResponseKeys');
		[seeded, forCrowded, forEmpty] = [
			await credentialFor(sandbox),
			await credentialFor(crowded),
			await credentialFor(empty),
		];
		wrong = await credentialFor(sandbox, WRONG_KEY);
	});
	after(async () => await resources.disposeAsync());

	const credentialFor = async ({ url, key }: Sandbox, apiKey = key): Promise<Known> => {
		// All that is asked for here would take minutes within the limits of an account.
		const name = `WTS Chat at ${url}, key ${apiKey === key ? 'right' : 'wrong'}`;
		const id = await server.saveCredential({ name, type: 'wtsApi', data: unlimited({ url, key: apiKey }) });
		return { id, name };
	};

	/** Sends what the editor sends. */
	const ask = async ({ route, node, method, path, parameters }: Place, wtsApi?: Known, more: object = {}) =>
		await server.editor.offered(route, {
			nodeTypeAndVersion: { name: node.name, version: 1 },
			path,
			methodName: method,
			currentNodeParameters: parameters,
			...(wtsApi && { credentials: { wtsApi } }),
			...more,
		});

	/** One page of what a place offers for what was typed. */
	async function page(place: Place, credential: Known, more: { filter?: string; paginationToken?: string } = {}) {
		const answer = await ask(place, credential, more);
		return place.route === 'options'
			? { results: answer as Entry[] }
			: (answer as { results: Entry[]; paginationToken?: string });
	}

	/** All of it. */
	async function offered(place: Place, credential: Known, filter?: string): Promise<Entry[]> {
		const entries: Entry[] = [];
		for (let paginationToken: string | undefined; ; ) {
			const { results, ...next } = await page(place, credential, { filter, paginationToken });
			entries.push(...results);
			({ paginationToken } = next);
			if (paginationToken === undefined) return entries;
		}
	}

	const valuesOf = (entries: Entry[]) => entries.map(({ value }) => value);

	const mapped = async (place: Place, credential?: Known) => (await ask(place, credential)) as ResourceMapperFields;

	/** What the editor shows where nothing can be offered; the key stands nowhere in n8n's answer. */
	async function refusal(place: Place, credential?: Known): Promise<string> {
		const answer = await ask(place, credential).then(
			(offer) => assert.fail(`${place.name} offers ${JSON.stringify(offer).slice(0, 200)}`),
			(error: unknown) => String(error),
		);
		for (const key of [sandbox.key, WRONG_KEY]) assert.ok(!answer.includes(key), place.method);
		const { message, description = '' } = JSON.parse(/\{.*\}$/s.exec(answer)?.[0] ?? '{}') as Record<string, string>;
		const shown = `${message} ${description}`;
		assert.ok(!/\n *at |node_modules|\[object/.test(shown), shown);
		return shown;
	}

	/** The place of an operation, e.g. `card update updateFields.stepId`. */
	const at = (name: string): Place =>
		places.find((place) => place.name === name) ?? assert.fail(`There is no place ${name}`);

	/** Chooses a template where the place is its parameters. */
	const chooseTemplate = (place: Place): Place =>
		place.method === 'getTemplateParameters' ? withTop(place, { templateId: picked(SHIPPED) }) : place;

	/** Whether a method needs to know what is chosen in another field of its operation. */
	const dependsOn = (method: string, field: string) =>
		(field === 'panelId' ? /Steps$|PanelTags$|LostReasons$/ : /OfCard$|CardNotes$/).test(method);

	/** One place for each method, with what it depends on chosen in an account. */
	const onePlaceEach = (account: Account): Array<{ place: Place; chosen: Chosen }> =>
		[...new Map(places.map((place) => [place.method, place])).values()].map((place) => chooseFor(place, account));

	/** Chooses the panel or the card where the operation has a field for it. */
	function chooseFor(place: Place, account: Account): { place: Place; chosen: Chosen } {
		const taken = Object.entries(choicesIn(account)).filter(
			([name]) => name in place.parameters && place.path !== `parameters.${name}`,
		);
		const choices = Object.fromEntries(taken.map(([name, id]) => [name, picked(id)]));
		return { place: withTop(place, choices), chosen: Object.fromEntries(taken) };
	}

	it('are all tried here', () => {
		const methods = [...new Set(places.map(({ method }) => method))];
		assert.deepEqual(methods.toSorted(), [...Object.keys(lists), ...mappers].toSorted());
	});

	it('show in every field of both nodes what the account holds, in its order', async () => {
		const fields = [...new Map(places.map((place) => [place.property, place])).values()];
		let tried = 0;
		for (const { place, chosen } of fields.map((each) => chooseFor(each, sandbox.account))) {
			if (mappers.includes(place.method)) continue;
			const entries = lists[place.method].entries(sandbox.account, chosen);
			const { results, paginationToken } = await page(place, seeded);
			assert.ok(results.length > 0, place.name);
			assert.deepEqual(results, entries.slice(0, paginationToken ? results.length : undefined), place.name);
			tried++;
		}
		assert.ok(tried > 100, String(tried));
	});

	it(`show all of a crowded account, page after page, each once, among it ${CONTACTS} contacts and their sessions`, async () => {
		for (const { place, chosen } of onePlaceEach(crowded.account)) {
			if (mappers.includes(place.method)) continue;
			const shown = await offered(place, forCrowded);
			assert.deepEqual(shown, lists[place.method].entries(crowded.account, chosen), place.method);
			assert.equal(new Set(valuesOf(shown)).size, shown.length, place.method);
			if (['searchContacts', 'searchOpenSessions'].includes(place.method)) assert.ok(shown.length > CONTACTS);
		}
	});

	it('find names with accents and emoji by a part of them typed without accents, where the API can on the server', async () => {
		const { account } = crowded;
		for (const { place, chosen } of onePlaceEach(account)) {
			const { entries, add, typed } = lists[place.method] ?? {};
			if (!entries || !add) continue;
			add(account, NAME, chosen);
			const isNew = ({ name }: Entry) => name.includes(NAME);
			const [expected] = entries(account, chosen).filter(isNew);
			assert.ok(expected, place.method);
			if (place.route === 'options') {
				// The editor searches in what it was given.
				assert.deepEqual((await offered(place, forCrowded)).filter(isNew), entries(account, chosen).filter(isNew));
				continue;
			}
			crowded.requests.length = 0;
			const found = await offered(place, forCrowded, TYPED);
			assert.ok(found.length > 0 && found.every(isNew), `${place.method}: ${JSON.stringify(found)}`);
			assert.ok(valuesOf(found).includes(expected.value), place.method);
			const asked = crowded.requests.map((request) => typed?.(request));
			assert.equal(asked.includes(TYPED), typed !== undefined, place.method);
		}
	});

	it('say that a credential is needed where there is none', async () => {
		for (const { place } of onePlaceEach(sandbox.account))
			assert.match(await refusal(chooseTemplate(place)), /^Choose a credential first /, place.method);
	});

	it('say what to do where the key is wrong', async () => {
		for (const { place } of onePlaceEach(sandbox.account)) {
			const shown = await refusal(chooseTemplate(place), wrong);
			assert.match(shown, /WTS Chat did not accept the API key for this request/, place.method);
			assert.match(shown, /Check the API Key and the Base URL in the credential/, place.method);
		}
		const keyless = await credentialFor(sandbox, '');
		assert.match(await refusal(at('session complete sessionId'), keyless), /The API Key of the credential is empty/);
	});

	it('offer nothing of an empty account, or say what comes first', async () => {
		for (const [method, place] of new Map(places.map((each) => [each.method, each]))) {
			if (mappers.includes(method)) {
				const { fields, emptyFieldsNotice } = await mapped(place, forEmpty);
				assert.deepEqual(fields, [], method);
				assert.match(emptyFieldsNotice ?? '', /^(The account has no custom fields|Choose a (panel|template)) /, method);
				continue;
			}
			// What the list depends on cannot be chosen in such an account.
			const missing = ['panelId', 'cardId'].find((name) => name in place.parameters && dependsOn(method, name));
			if (missing) assert.match(await refusal(place, forEmpty), /^Choose the (panel|card) first /, method);
			else assert.deepEqual(await offered(place, forEmpty), lists[method].entries(empty.account, {}), method);
		}
	});

	describe('that depend on another field', () => {
		const stepsOf = (id: string) => valuesOf(lists.searchSteps.entries(sandbox.account, { panelId: id }));
		const panelIds = () => [...sandbox.account.panels.keys()];

		for (const name of ['card create stepId', 'card update updateFields.stepId', 'card getAll filters.stepId']) {
			it(`show the steps of the chosen panel: ${name}`, async () => {
				for (const id of panelIds()) {
					for (const mode of ['list', 'id']) {
						const place = withTop(at(name), { panelId: picked(id, mode) });
						assert.deepEqual(valuesOf(await offered(place, seeded)), stepsOf(id), mode);
					}
				}
				for (const nothing of [picked(''), unresolved, null])
					assert.match(await refusal(withTop(at(name), { panelId: nothing }), seeded), /^Choose the panel first /);
				const expression = { panelId: picked('={{ $json.panel }}', 'id') };
				assert.match(
					await refusal(withTop(at(name), expression), seeded),
					/^The panel is known only when the workflow runs /,
				);
			});
		}

		it('show the steps of all panels where the operation takes no panel', async () => {
			const shown = await offered(at('card duplicate options.copyToStepId'), seeded);
			assert.deepEqual(shown, lists.searchSteps.entries(sandbox.account, {}));
		});

		it("show the steps and lost reasons of the chosen card's panel, and of all while the card is not known", async () => {
			const { account } = sandbox;
			for (const [name, method] of [
				['card move stepId', 'searchStepsOfCard'],
				['card markLost lostReasonId', 'searchLostReasonsOfCard'],
			]) {
				const { cardId } = choicesIn(account);
				const ofCard = await offered(withTop(at(name), { cardId: picked(cardId) }), seeded);
				assert.deepEqual(ofCard, lists[method].entries(account, { cardId }));
				const ofAll = await offered(withTop(at(name), { cardId: picked('={{ $json.id }}', 'id') }), seeded);
				assert.deepEqual(valuesOf(ofAll), valuesOf(lists[method].entries(account, {})));
				assert.match(await refusal(withTop(at(name), { cardId: unresolved }), seeded), /^Choose the card first /);
			}
		});

		for (const [name, put] of [
			['message sendTemplate templateId', withTop],
			['message sendTextOrTemplate templateId', withTop],
			['message sendAndWait templateId', withTop],
			['scheduledMessage create templateId', withTop],
			['scheduledMessage update updateFields.templateId', beside],
			['message sendOtp options.templateId', withTop],
		] as const) {
			it(`show the templates of the chosen channel, or of all: ${name}`, async () => {
				const { account } = sandbox;
				const place = at(name);
				const { entries } = lists[place.method];
				const [sales, support] = account.channels.values();
				for (const { id, number } of [sales, support]) {
					for (const from of [picked(id), picked(id, 'id'), picked(`+${number}`, 'number')]) {
						const shown = await offered(put(place, { from }), seeded);
						assert.deepEqual(shown, entries(account, { from: id }), from.value);
					}
				}
				for (const from of [picked(''), unresolved, null, picked('={{ $json.channel }}', 'id')])
					assert.deepEqual(await offered(put(place, { from }), seeded), entries(account, {}), JSON.stringify(from));
			});
		}

		for (const [name, put, field] of [
			['session handOver userId', withTop, 'departmentId'],
			['session update updateFields.userId', beside, 'departmentId'],
			['session getAll filters.userId', beside, 'departmentId'],
			['session completeMany selection.userId', beside, 'departmentId'],
			['scheduledMessage getAll filters.userId', beside, 'departmentId'],
			['message sendText options.user', beside, 'department'],
			['message sendImage options.user', beside, 'department'],
			['message sendTemplate options.user', beside, 'department'],
			['message sendTextOrTemplate options.user', beside, 'department'],
			['message sendAndWait options.user', beside, 'department'],
			['message sendAndWaitForDelivery options.user', beside, 'department'],
		] as const) {
			it(`show the users of the chosen department, or all: ${name}`, async () => {
				const { account } = sandbox;
				const { entries } = lists.searchUsers;
				const [, sales] = account.departments.values();
				const members = entries(account, { departmentId: sales.id });
				const all = entries(account, {});
				assert.ok(members.length > 0 && members.length < all.length);
				const shownBeside = async (department: INodeParameters | null) =>
					await offered(put(at(name), { [field]: department }), seeded);

				for (const mode of ['list', 'id']) assert.deepEqual(await shownBeside(picked(sales.id, mode)), members, mode);
				if (field === 'department') assert.deepEqual(await shownBeside(picked(sales.name ?? '', 'name')), members);
				for (const nothing of [picked(''), unresolved, null, picked('={{ $json.department }}', 'id')])
					assert.deepEqual(await shownBeside(nothing), all, JSON.stringify(nothing));
				const found = await offered(put(at(name), { [field]: picked(sales.id) }), seeded, members[0].name.slice(1, 5));
				assert.ok(valuesOf(found).includes(members[0].value));
			});
		}

		it('know of each place where a user and a department are filled in together', () => {
			const narrowed = places.filter(({ method, parameters, path }) => {
				const [, ...outer] = path.split('.').slice(0, -1);
				if (method !== 'searchUsers') return false;
				const { resource, operation } = parameters;
				const within = `${String(resource)} ${String(operation)} ${[...outer, 'department'].join('.')}`;
				return places.some(({ name }) => name === within || name === `${within}Id`);
			});
			assert.deepEqual(narrowed.map(({ name }) => name).toSorted(), [
				'message sendAndWait options.user',
				'message sendAndWaitForDelivery options.user',
				'message sendAudio options.user',
				'message sendDocument options.user',
				'message sendFile options.user',
				'message sendImage options.user',
				'message sendTemplate options.user',
				'message sendTemplateToMany options.user',
				'message sendText options.user',
				'message sendTextOrTemplate options.user',
				'message sendVideo options.user',
				'scheduledMessage getAll filters.userId',
				'session completeMany selection.userId',
				'session getAll filters.userId',
				'session getReport filters.userId',
				'session handOver userId',
				'session update updateFields.userId',
			]);
		});

		it('show all users where members are chosen for a department', async () => {
			const [, sales] = sandbox.account.departments.keys();
			const place = withTop(at('department updateAgents agents.entries[0].userId'), { departmentId: picked(sales) });
			assert.deepEqual(await offered(place, seeded), lists.searchUsers.entries(sandbox.account, {}));
		});
	});

	describe('that are mappers', () => {
		const contactPlaces = ['contact create customFields', 'contact update customFields', 'contact search customFields'];
		const panelPlaces = ['card create customFields', 'card update customFields'];
		const templatePlaces = [
			'message sendTemplate templateParameters',
			'message sendTextOrTemplate templateParameters',
			'message sendAndWait templateParameters',
			'scheduledMessage create templateParameters',
		];

		it("show custom fields of every type with its options, groups and required marks, in the platform's order", async () => {
			const { account } = sandbox;
			const { panelId } = choicesIn(account);
			const [{ id: otherPanel }] = [...account.panels.values()].filter(({ id }) => id !== panelId);
			addCustomFields(account, panelId);
			const options = ['Indicação', 'Anúncio 📣'].map((name) => ({ name, value: name }));
			const added = [
				// Those of the group come in its place.
				['de-text', 'Medidas 📐: Opção TEXT', 'string', false],
				['de-float', 'Medidas 📐: Opção FLOAT', 'number', true],
				['de-multiselect', 'Medidas 📐: Opção MULTISELECT', 'array', false],
				['de-time', 'Medidas 📐: Opção TIME', 'time', false],
				['de-boolean', 'Medidas 📐: Opção BOOLEAN', 'boolean', true],
				['de-string', 'Opção STRING', 'string', true],
				['de-integer', 'Opção INTEGER', 'number', false],
				['de-singleselect', 'Opção SINGLESELECT', 'options', false, options],
				['de-date', 'Opção DATE', 'dateTime', true],
				['de-datetime', 'Opção DATETIME', 'dateTime', false],
			];
			const ofSeed = [
				['cidade', 'Endereço: Cidade', 'string', false],
				['cep', 'Endereço: CEP', 'string', false],
				['cpf', 'CPF', 'string', false],
				['data-de-nascimento', 'Data de nascimento', 'dateTime', false],
				['pedidos', 'Pedidos', 'number', false],
				['aceita-promocoes', 'Aceita promoções', 'boolean', false],
				[
					'origem-do-lead',
					'Origem do lead',
					'options',
					false,
					['Indicação', 'Anúncio', 'Loja física'].map((name) => ({ name, value: name })),
				],
				['interesses', 'Interesses', 'array', false],
			];
			const shown = async (place: Place) =>
				(await mapped(place, seeded)).fields.map(({ id, displayName, type, required, options }) =>
					options ? [id, displayName, type, required, options] : [id, displayName, type, required],
				);

			for (const name of contactPlaces) assert.deepEqual(await shown(at(name)), [...ofSeed, ...added], name);
			for (const name of panelPlaces) {
				const desconto = ['desconto', 'Desconto', 'number', false];
				for (const mode of ['list', 'id']) {
					const chosen = withTop(at(name), { panelId: picked(panelId, mode) });
					assert.deepEqual(await shown(chosen), [desconto, ...added], name);
				}
				const other = await mapped(withTop(at(name), { panelId: picked(otherPanel) }), seeded);
				assert.deepEqual(other, { fields: [], emptyFieldsNotice: 'The panel has no custom fields.' });
			}
		});

		it('say what comes first where no panel is chosen, or it is not known before a run', async () => {
			const emptyFieldsNotice = 'Choose a panel from the list, by its ID or by its name to see its custom fields.';
			for (const name of panelPlaces) {
				for (const panelId of [picked(''), unresolved, null, picked('={{ $json.panel }}', 'id')])
					assert.deepEqual(
						await mapped(withTop(at(name), { panelId }), seeded),
						{ fields: [], emptyFieldsNotice },
						name,
					);
			}
		});

		it('show the parameters of the chosen template, all of them required', async () => {
			for (const name of templatePlaces) {
				const { fields } = await mapped(withTop(at(name), { templateId: picked(SHIPPED) }), seeded);
				assert.deepEqual(
					fields.map(({ id, displayName, type, required }) => [id, displayName, type, required]),
					['nome', 'número do pedido'].map((parameter) => [parameter, parameter, 'string', true]),
					name,
				);
				for (const [templateId, notice] of [
					[picked('7e8f9_retomada'), /^This template has no parameters/],
					[picked('no_such_template', 'id'), /^No template has this name\. “no_such_template” was given/],
					[picked(''), /^Choose a template/],
					[unresolved, /^Choose a template/],
					[null, /^Choose a template/],
					[picked('={{ $json.template }}', 'id'), /^The template is known only when the workflow runs/],
				] as const) {
					const { fields, emptyFieldsNotice } = await mapped(withTop(at(name), { templateId }), seeded);
					assert.deepEqual(fields, [], name);
					assert.match(emptyFieldsNotice ?? '', notice, name);
				}
			}
		});
	});

	it("have a third way: a session is picked by the address of its page, an expression's too", async () => {
		const [typed = '', given = ''] = sandbox.seedSessions({ count: 2 });
		const get = (name: string, address: string) => ({
			name,
			type: 'n8n-nodes-wts-chat.wtsChat',
			typeVersion: 1,
			parameters: { resource: 'session', operation: 'get', sessionId: picked(address, 'url') },
			credentials: { wtsApi: seeded },
		});
		const nodes = chain(
			webhook('by-url'),
			get('Typed', `https://app.wts.chat/chat2/sessions/${typed}/preview`),
			get('Given', "={{ $('Webhook').item.json.body.address }}"),
		);
		const workflow = await server.saveWorkflow({ name: 'By URL', ...nodes });
		await server.publish(workflow);
		sandbox.requests.length = 0;

		const address = `https://brand.example/chat2/sessions/${given}?interactive=true`;
		const headers = { 'content-type': 'application/json' };
		await fetch(`${server.url}/webhook/by-url`, { method: 'POST', headers, body: JSON.stringify({ address }) });
		const [{ status }] = await server.executed(workflow, 1);

		assert.equal(status, 'success');
		assert.deepEqual(
			sandbox.requests.map(({ path }) => path),
			[typed, given].map((id) => `/chat/v2/session/${id}`),
		);
	});

	it('send nothing that departs from the contract, and n8n prints no key', () => {
		for (const account of [sandbox, crowded, empty]) {
			assert.deepEqual(account.departures, []);
			assert.ok(!stage.n8n.output.includes(account.key));
		}
	});
});
