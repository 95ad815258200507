import type { Account, Contact, Portfolio, PortfolioContact } from './account.mts';

/** Puts a contact into a portfolio; one that is in it already stays as it is. */
export function addToPortfolio(account: Account, portfolio: Portfolio, contact: Contact): PortfolioContact {
	const held = portfolio.contacts.get(contact.id);
	if (held !== undefined) return held;
	const now = account.clock.iso();
	const entry: PortfolioContact = {
		id: account.id(),
		createdAt: now,
		updatedAt: now,
		active: true,
		companyId: account.companyId,
		portfolioId: portfolio.id,
		contactId: contact.id,
	};
	portfolio.contacts.set(contact.id, entry);
	return entry;
}

/** The portfolios that hold a contact. */
export const portfoliosOf = (account: Account, contact: Contact): Portfolio[] =>
	[...account.portfolios.values()].filter(({ contacts }) => contacts.has(contact.id));
