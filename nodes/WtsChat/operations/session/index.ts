import type { Resource } from '../operation';
import { assignUser } from './assignUser';
import { changeStatus } from './changeStatus';
import { complete } from './complete';
import { completeMany } from './completeMany';
import { findOpen } from './findOpen';
import { get } from './get';
import { getLink } from './getLink';
import { getMany } from './getMany';
import { getReport } from './getReport';
import { getTranscript } from './getTranscript';
import { handOver } from './handOver';
import { transfer } from './transfer';
import { update } from './update';

export const session: Resource = {
	name: 'Session',
	value: 'session',
	description: 'A conversation with a contact',
	operations: [
		assignUser,
		changeStatus,
		complete,
		completeMany,
		findOpen,
		get,
		getLink,
		getMany,
		getReport,
		getTranscript,
		handOver,
		transfer,
		update,
	],
	usual: complete,
};
