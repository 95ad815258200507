import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { builtPage, target } from '../../../migrate/buildPage.mts';
import { summaryOf, texts } from '../../../migrate/page/texts.mts';

it('the published page is what migrate/ is now', async () => {
	const isSame = (await builtPage()) === readFileSync(target, 'utf8');
	assert.ok(isSame, 'run "npm run migrate:page" and commit the result');
});

it('the page is one file that loads and sends nothing', async () => {
	const html = await builtPage();
	assert.match(html, /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^"]*"/);
	assert.doesNotMatch(
		html,
		/<link|<img|<iframe|\ssrc=|@import|url\(|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|innerHTML/,
	);
	assert.equal(html.match(/<script/g)?.length, 1);
});

it('the page says everything in both languages', () => {
	for (const name of Object.keys(texts.en)) assert.ok(name in texts.pt, name);
	const counts = { done: 3, know: 0, todo: 1, kept: 2 };
	assert.match(summaryOf(counts, 'pt'), /alterados: 3.*você: 1.*estão: 2/);
	assert.match(summaryOf(counts, 'en'), /changed: 3.*you: 1.*are: 2/);
});
