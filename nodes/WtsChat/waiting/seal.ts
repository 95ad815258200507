import { createCipheriv, createDecipheriv, randomBytes } from 'crypto';
import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { digestOf } from './secret';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

type Context = Pick<IExecuteFunctions | IWebhookFunctions, 'getSignedResumeUrl'>;

/**
 * Encrypts what is stored with an execution, so that nobody can read it in n8n's database. Only the same execution of the
 * same n8n can open it.
 * @returns a text for `opened`
 */
export function sealed(context: Context, content: object): string {
	const nonce = randomBytes(NONCE);
	const cipher = createCipheriv(CIPHER, keyOf(context), nonce);
	const text = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
}

/**
 * Opens what was sealed.
 * @throws Error if it was sealed by another n8n or for another execution
 */
export function opened(context: Context, seal: string): unknown {
	const bytes = Buffer.from(seal, 'base64');
	const decipher = createDecipheriv(CIPHER, keyOf(context), bytes.subarray(0, NONCE));
	decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
	const text = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
	return JSON.parse(text.toString('utf8'));
}

/** The key is made of n8n's signature for an address of the execution, which only this n8n can make. */
const keyOf = (context: Context) => digestOf(context.getSignedResumeUrl({ purpose: 'seal' }));
