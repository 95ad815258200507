import type { Endpoint } from '../contract/index.d.ts';
import { endpointsWithCounterpart } from './counterparts.mts';
import { batchEndpoints } from './fill.mts';
import { sendingEndpoints } from './messages.mts';

interface KnownEndpoint {
	endpoint: Endpoint;
	method: string;
	/** The path in parts, e.g. "chat", "v1", "session", "{id}". */
	segments: string[];
	/** The names of its query. */
	query: readonly string[];
}

const namesIn = (segments: readonly string[]) => segments.filter((segment) => segment.startsWith('{')).length;

/** The endpoints of the contract that are known here. What has a name in its path comes before what has any text there. */
export const endpointsKnown: readonly KnownEndpoint[] = [
	...endpointsWithCounterpart(),
	...[...sendingEndpoints(), ...batchEndpoints()].map((endpoint) => [endpoint, []] as const),
]
	.map(([endpoint, query]) => {
		const [method = '', path = ''] = endpoint.split(' ');
		// The types of the tables see to it that each is one of the contract's.
		return { endpoint: endpoint as Endpoint, method, segments: path.slice(1).split('/'), query };
	})
	.toSorted((a, b) => namesIn(a.segments) - namesIn(b.segments));
