import type { components } from '../../contract/core.d.ts';
import { find, type Account, type Contact, type Portfolio, type PortfolioContact } from '../account.mts';
import { batchAnswers } from '../batches.mts';
import { contactByPhone } from '../contacts.mts';
import { formError } from '../errors.mts';
import { byDates, fromQuery, page, within, withinDates, type Orders } from '../paging.mts';
import { addToPortfolio } from '../portfolios.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

const findPortfolio = (account: Account, id: string): Portfolio =>
	find(account.portfolios, id, 'Carteira não encontrada');

/** @throws ServiceError 500 FORM_ERROR when there is no such contact (observed.md §2) */
function findContact(account: Account, given: Schemas['PublicRequestContactPortfolioDTO']): Contact {
	const contact =
		given.contactId != null
			? account.contacts.get(given.contactId)
			: given.phoneNumber != null
				? contactByPhone(account, given.phoneNumber)
				: undefined;
	if (contact === undefined) throw formError('Contato não encontrado');
	return contact;
}

/** The contacts that a batch picks, each once: it is a filter (contract), so that an unknown one just is not among them. */
function pickContacts(account: Account, given: Schemas['PublicRequestContactsPortfolioDTO']): Contact[] {
	const picked = [
		...(given.contactIds ?? []).map((id) => account.contacts.get(id)),
		...(given.phoneNumbers ?? []).map((phone) => contactByPhone(account, phone)),
	];
	if (picked.length === 0) throw formError('Informe os contatos');
	return [...new Set(picked.filter((contact) => contact !== undefined))];
}

function portfolioView(
	{ contacts, ...portfolio }: Portfolio,
	details: readonly ('Departments' | 'ContactCount')[] = [],
): Schemas['PublicPortfolioDTO'] {
	return {
		...portfolio,
		departments: details.includes('Departments') ? portfolio.departments : null,
		contactsCount: details.includes('ContactCount') ? contacts.size : undefined,
	};
}

function entryView(account: Account, entry: PortfolioContact): Schemas['PublicContactPortfolioDTO'] {
	const contact = account.contacts.get(entry.contactId);
	if (contact === undefined) return entry;
	const { id, name, phoneNumber, phoneNumberFormatted, instagram, nameMessenger, email, annotation } = contact;
	return {
		...entry,
		contactDetails: {
			id,
			name,
			phonenumber: phoneNumber,
			phonenumberFormatted: phoneNumberFormatted,
			instagram,
			nameMessenger,
			email,
			annotation,
		},
	};
}

const orders: Orders<Portfolio> = { ...byDates, name: ({ name }) => name };
const entryOrders: Orders<PortfolioContact> = byDates;

export const portfolio = {
	portfolioList: (account, { query }) => {
		const matches = [...account.portfolios.values()].filter((portfolio) => withinDates(portfolio, query));
		return page(account, matches, fromQuery(query), orders, (portfolio) =>
			portfolioView(portfolio, query.IncludeDetails),
		);
	},

	portfolioListContacts: (account, { path, query }) => {
		const { contacts } = findPortfolio(account, path.id);
		const matches = [...contacts.values()].filter(
			({ contactId, createdAt, updatedAt }) =>
				(query.ContactIds === undefined || query.ContactIds.includes(contactId)) &&
				within(createdAt, query['CreatedAt.After'], query['CreatedAt.Before']) &&
				within(updatedAt, query['UpdatedAt.After'], query['UpdatedAt.Before']),
		);
		// This list has a paging of its own; of its three kinds the sandbox knows the one by page number.
		const request = {
			pageNumber: query.Page,
			pageSize: query.PageSize,
			orderBy: query.OrderByDesc ?? query.OrderBy,
			orderDirection: query.OrderBy !== undefined && query.OrderByDesc === undefined ? 'ASCENDING' : 'DESCENDING',
		} as const;
		return page(account, matches, request, entryOrders, (entry) => entryView(account, entry));
	},

	portfolioAddContact: (account, { path, body }) =>
		entryView(account, addToPortfolio(account, findPortfolio(account, path.id), findContact(account, body))),

	portfolioRemoveContact: (account, { path, body }) => {
		findPortfolio(account, path.id).contacts.delete(findContact(account, body).id);
	},

	portfolioAddContacts: (account, { path, body }) => {
		const portfolio = findPortfolio(account, path.id);
		const entries = pickContacts(account, body).map((contact) => addToPortfolio(account, portfolio, contact));
		return {
			items: batchAnswers(account, entries).map((entry) => entryView(account, entry)),
			// All that were picked are on one page, which is an assumption.
			pageNumber: 1,
			pageSize: Math.max(1, entries.length),
			totalItems: entries.length,
			totalPages: 1,
			hasMorePages: false,
		};
	},

	portfolioRemoveContacts: (account, { path, body }) => {
		const { contacts } = findPortfolio(account, path.id);
		for (const { id } of pickContacts(account, body)) contacts.delete(id);
	},
} satisfies Handlers;
