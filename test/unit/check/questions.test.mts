import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { questions } from '../../../check/questions.mts';

const observed = await readFile(new URL('../../../contract/observed.md', import.meta.url), 'utf8');
const open = /not seen|never seen|none seen|uncertain|unproven|unresolved|nothing shows/i;
/** Lines that say what these words mean, or that speak of something else. */
const explaining = [
	'| **C** |', '"One source" means', '"Unauthorized"` style', 
]; // prettier-ignore

describe('The open questions', () => {
	it('are of observed.md, each once', () => {
		for (const { question, inObserved } of questions)
			assert.equal(observed.split(inObserved).length, 2, `${question} ${inObserved}`);
	});

	it('are all of it', () => {
		const lines = observed
			.split('\n')
			.filter((line) => open.test(line) && !explaining.some((part) => line.includes(part)));
		assert.ok(lines.length > 20);
		const asked = (line: string) => questions.some(({ inObserved }) => line.includes(inObserved));
		assert.deepEqual(
			lines.filter((line) => !asked(line)),
			[],
		);
	});

	it('each say how they are answered, or why they are not', () => {
		for (const { question, verdict, outOfReach } of questions) assert.ok(verdict ?? outOfReach, question);
	});
});
