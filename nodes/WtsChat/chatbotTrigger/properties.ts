import { downloadFiles, largestDownload } from '../fields/download';
import type { Declaration } from '../fields/field';
import { rawBody } from '../trigger/switches';

/** What the user fills in. */
export const properties = [
	{
		displayName:
			"In the platform, open the chatbot, add a block 'Webhook', and paste a URL into it: click 'Webhook URLs' above, and take the production URL for a published workflow, the test URL to try it out. The URL is secret: whoever has it can start this workflow.",
		name: 'addressNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Respond',
		name: 'respond',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'At Once',
				value: 'onReceived',
				description: 'With nothing: the chatbot goes on along its main way while the workflow runs',
			},
			{
				name: 'By the Last Node',
				value: 'lastNode',
				description: 'With the first item of the last node, which has to look like an answer to the block',
			},
			{
				name: "By 'Chatbot: Respond'",
				value: 'responseNode',
				description: 'With what that operation of the node WTS Chat says, as soon as it runs',
			},
		],
		default: 'responseNode',
		description: 'When the chatbot gets its answer; it waits until then',
	},
	{
		displayName: 'Longest Time to Answer',
		name: 'longestTime',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 600 },
		default: 25,
		hint: 'In seconds',
		description:
			'After this time the chatbot gets the answer below, so that it never hangs. How long the block itself waits is not documented; if it gives up earlier, enter less.',
		displayOptions: { hide: { respond: ['onReceived'] } },
	},
	{
		displayName: 'Response If There Is No Answer',
		name: 'otherwiseResponse',
		type: 'string',
		default: '',
		placeholder: 'e.g. UNKNOWN',
		description:
			'The way that the chatbot takes if the workflow fails, ends without an answer or takes too long: one of the keys of the block. Left empty, it goes on along its main way.',
		displayOptions: { hide: { respond: ['onReceived'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{ ...downloadFiles, description: `${downloadFiles.description} The chatbot waits meanwhile.` },
			rawBody,
			largestDownload,
		],
	},
] as const satisfies Declaration[];
