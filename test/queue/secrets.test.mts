/** What looks for secrets after the tests in queue mode finds them where only queue mode has places for them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { askPostgres, listenTo, rowsOf, startPostgres, startRedis } from '../../harness/n8n/stores.mts';
import { startSandbox } from '../../sandbox/sandbox.mts';
import { tracesOfRedis, Watch } from '../secrets.mts';

it('the search finds a key that leaked into PostgreSQL, or was said to Redis', async () => {
	await using sandbox = await startSandbox();
	await using postgres = await startPostgres();
	await using redis = await startRedis();
	const watch = new Watch(sandbox);
	const listening = await listenTo(redis);
	const leak = `Bearer ${sandbox.key}`;

	await askPostgres(postgres, 'CREATE TABLE execution_data (id int, data text)');
	await askPostgres(postgres, `INSERT INTO execution_data VALUES (1, 'nothing'), (2, '${leak}')`);
	const socket = connect(redis.port, '127.0.0.1');
	socket.write(`SET "answer" "${leak}"\r\n`);
	await once(socket, 'data');
	socket.destroy();

	const findings = await watch.findings([], await rowsOf(postgres), tracesOfRedis(await listening.end()));
	assert.deepEqual(findings.toSorted(), [
		'The API key is in the column data of the table execution_data',
		'The API key is in what n8n said to Redis',
	]);
});
