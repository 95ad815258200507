import type {
	DisplayCondition,
	IAuthenticate,
	IAuthenticateRuleResponseCode,
	IAuthenticateRuleResponseSuccessBody,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/**
 * Brings a pasted API key to the bare token.
 * @param pasted what the user entered, perhaps with spaces around it or "Bearer " in front
 * @returns the token as the service knows it
 */
export function bareKey(pasted: unknown): string {
	return String(pasted ?? '')
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
}

/**
 * Brings a pasted address to the root of the API, in one spelling: no service prefix, version or slash behind it, the host in
 * small letters, without a dot behind it or a port that goes without saying.
 * Source: observed.md §1, the services /auth, /core, /chat and /crm share one host.
 * @param pasted e.g. "HTTPS://API.wts.chat:443/chat/v1/"
 * @returns e.g. "https://api.wts.chat"; undefined for what is no such address, as with a user name, "?" or "#" in it: a
 * request would go somewhere else than it looks
 */
export function apiRoot(pasted: string): string | undefined {
	const text = pasted.trim();
	if (!/^https?:\/\/[^?#@\\\s]+$/i.test(text) || !URL.canParse(text)) return undefined;
	const { protocol, hostname, port, pathname } = new URL(text);
	const host = hostname.replace(/\.$/, '');
	if (host === '') return undefined;
	const path = pathname
		.replace(/\/+$/, '')
		.replace(/(\/(auth|core|chat|crm))?(\/v\d+)?$/i, '')
		.replace(/\/+$/, '');
	return `${protocol}//${host}${port && `:${port}`}${path}`;
}

/** The name of the hidden field that a credential has if nothing in it is an expression. */
export const WITHOUT_EXPRESSIONS = 'withoutExpressions';

/**
 * Whether n8n read a credential by the type below. n8n keys types by their name: a package with a type of the same name may
 * have taken its place. It then leaves out all fields that the other type does not have.
 */
export const isOfThisPackage = (credential: ICredentialDataDecryptedObject): boolean => 'adjustLimits' in credential;

/** The test of the credential follows no redirect, as nothing else does. */
const redirectRules: IAuthenticateRuleResponseCode[] = [301, 302, 303, 307, 308].map((value) => ({
	type: 'responseCode',
	properties: {
		value,
		message: 'The Base URL leads elsewhere; the API key is not sent there. Enter the final address of the API.',
	},
}));

const answerRules: IAuthenticateRuleResponseSuccessBody[] = [
	{
		type: 'responseSuccessBody',
		properties: {
			key: 'error',
			value: true,
			message: 'The service did not accept this request. Check the API key and the Base URL.',
		},
	},
	{
		// A web page is a text that begins with "<": the address is that of a web app.
		type: 'responseSuccessBody',
		properties: {
			key: '0',
			value: '<',
			message: 'The Base URL answers with a web page. Enter the address of the API, e.g. https://api.wts.chat.',
		},
	},
];

/** A text that begins with "=". Unlike `startsWith`, n8n 1.x applies this to numbers and switches too. */
const isExpression: DisplayCondition[] = [{ _cnd: { between: { from: '=', to: '>' } } }];

export class WtsApi implements ICredentialType {
	name = 'wtsApi';

	displayName = 'WTS Chat API';

	icon: Icon = { light: 'file:../icons/wtsChat.svg', dark: 'file:../icons/wtsChat.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-wts-chat/n8n-nodes-wts-chat#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. pn_…',
			description: 'The permanent token made in the platform under Ajustes > Integrações > Integração via API',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.wts.chat',
			required: true,
			placeholder: 'e.g. https://api.wts.chat',
			description:
				'The address of the API. Change it for a white label with an API host of its own, or for the sandbox. It is not the address of the web app.',
		},
		{
			displayName: 'Adjust Limits',
			name: 'adjustLimits',
			type: 'boolean',
			default: false,
			description:
				'Whether to use other limits than those of the standard plan: higher ones of a larger plan, or lower ones to leave a share of the account to others',
		},
		{
			displayName: 'Requests per 5 Minutes',
			name: 'requestsPer5Minutes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1000,
			displayOptions: { show: { adjustLimits: [true] } },
		},
		{
			displayName: 'Requests per 5 Seconds',
			name: 'requestsPer5Seconds',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 200,
			displayOptions: { show: { adjustLimits: [true] } },
		},
		{
			displayName: 'Sends per 2 Minutes',
			name: 'sendsPer2Minutes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1000,
			description: 'Limit of the requests that send messages; they have one of their own',
			displayOptions: { show: { adjustLimits: [true] } },
		},
		{
			displayName: 'Time Limit (Seconds)',
			name: 'timeLimit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description:
				'How long one request may take. Sending and waiting for the outcome takes up to 25 seconds, so leave it above that.',
			displayOptions: { show: { adjustLimits: [true] } },
		},
		{
			// n8n looks at the fields as they are stored, so it gives a credential this one only where nothing is an expression.
			displayName: 'Without Expressions',
			name: WITHOUT_EXPRESSIONS,
			type: 'hidden',
			default: true,
			displayOptions: {
				hide: {
					apiKey: isExpression,
					baseUrl: isExpression,
					adjustLimits: isExpression,
					requestsPer5Minutes: isExpression,
					requestsPer5Seconds: isExpression,
					sendsPer2Minutes: isExpression,
					timeLimit: isExpression,
				},
			},
		},
	];

	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...request,
		...(request.baseURL === undefined ? {} : { baseURL: apiRoot(request.baseURL) ?? request.baseURL }),
		headers: { ...request.headers, Authorization: `Bearer ${bareKey(credentials.apiKey)}` },
	});

	// A route that any key can read, also one of narrow scope (observed.md §1).
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/core/v1/webhook/event',
			disableFollowRedirect: true,
		},
		// n8n takes rules of both kinds together, though its type says one or the other.
		rules: [...redirectRules, ...answerRules] as ICredentialTestRequest['rules'],
	};
}
