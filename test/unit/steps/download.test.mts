import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as DownloadModule from '../../../nodes/WtsChat/steps/download.ts';
import { built } from '../../built.mts';

const { refuseInside } = built<typeof DownloadModule>('nodes/WtsChat/steps/download');

const SERVICE = 'https://api.wts.chat';
const refuse = (address: string, root = SERVICE) => refuseInside({ address }, root);

describe('the address of a file', () => {
	it('is refused where it leads into a network of somebody’s own, in whatever writing', () => {
		const inside = [
			'http://localhost:5678/rest/login',
			'http://LOCALHOST./',
			'http://app.localhost/',
			'http://127.0.0.1/',
			'http://127.1/',
			'http://0x7f000001/',
			'http://2130706433/',
			'http://0/',
			'http://[::1]/',
			'http://[::ffff:10.0.0.1]/',
			'http://10.0.0.1/',
			'http://172.16.0.1/',
			'http://192.168.0.1/',
			'http://169.254.169.254/latest/meta-data',
			'http://user:pass@10.0.0.1/',
			'http://postgres:5432/',
			'http://n8n/',
			'http://metadata.google.internal/',
			'http://nas.local/',
			'http://router.lan/',
			'http://router.home.arpa./',
			'https://8.8.8.8/',
		];
		for (const address of inside) {
			assert.throws(() => refuse(address), { name: 'Error', message: /leads into a network of your own/ }, address);
		}
	});

	it('is taken on the internet, and where the service itself is', () => {
		for (const address of [
			'https://cdn.wts.chat/a.png',
			'https://s3.sa-east-1.amazonaws.com/a?b=c',
			'http://local.example.com/',
		]) {
			refuse(address);
		}
		refuse('http://127.0.0.1:4010/_storage/a', 'http://127.0.0.1:4010');
		refuse('http://localhost:4010/_storage/a', 'http://127.0.0.1:4010');
		refuse('http://wts.internal/a', 'http://wts.internal/api');
		assert.throws(() => refuse('http://10.0.0.1/', 'http://127.0.0.1:4010'));
	});

	it('shows in no error', () => {
		assert.throws(
			() => refuse('http://10.0.0.1/secret'),
			({ message, description }: Error & { description: string }) => !`${message}${description}`.includes('10.0.0.1'),
		);
	});
});
