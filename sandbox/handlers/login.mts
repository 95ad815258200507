import { formError } from '../errors.mts';
import type { Handlers } from '../handler.mts';
import { storedPhone } from '../phone.mts';

/** The address of the web app. */
const APP = 'https://app.wts.chat';

export const login = {
	loginAuthenticate: (account, { body }) => {
		const phone = storedPhone(body.phoneNumber);
		const agent = [...account.agents.values()].find(
			({ email, phoneNumber }) => email === body.email && phoneNumber === phone,
		);
		if (!agent) throw formError('Usuário não encontrado');
		const link = new URL('/login/integrated', APP);
		link.searchParams.set('token', account.id());
		if (body.redirectUrl) link.searchParams.set('redirect', body.redirectUrl);
		return { userId: agent.userId, tenantId: account.companyId, urlRedirect: link.href, expiresIn: 3600 };
	},
} satisfies Handlers;
