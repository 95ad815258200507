/** Loaded before each file of tests: ends one that is over but still runs, because a test left something running in it. */
import { after } from 'node:test';

const PATIENCE_MS = 60_000;

after(() => {
	const giveUp = () => {
		console.error(`The tests are over, but their process still holds ${process.getActiveResourcesInfo().join(', ')}`);
		process.exit(1);
	};
	setTimeout(giveUp, PATIENCE_MS).unref();
});
