// Writes the example that holds a part of the contract, "Check my account": `npm run examples`; `npm run examples:check` only
// compares. The other examples are written by hand.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkWorkflow } from '../check/workflow.mts';
import { loadContract } from '../contract/checker.mts';
import { project } from '../harness/package.mts';

const file = path.join(project, 'examples/check-my-account.json');
const workflow = `${JSON.stringify(checkWorkflow(await loadContract()), undefined, '\t')}\n`;
if (!process.argv.includes('--check')) {
	await writeFile(file, workflow);
} else if ((await readFile(file, 'utf8')) !== workflow) {
	console.error('examples/check-my-account.json is not what the contract gives: npm run examples');
	process.exitCode = 1;
}
