// What n8n tells of its own process, as `N8N_METRICS` makes it.

/** The state of n8n's process at one moment. */
export interface Health {
	/** Memory that it holds, in bytes. */
	memory: number;
	/** What its JavaScript holds of that, in bytes; less right after a clean-up. */
	heap: number;
	/** Open connections. */
	sockets: number;
	/** Open files, connections among them. */
	files: number;
	/** What it has used of the processor since it began, in seconds. */
	cpu: number;
}

const figures: Readonly<Record<keyof Health, string>> = {
	memory: 'n8n_process_resident_memory_bytes',
	heap: 'n8n_nodejs_heap_size_used_bytes',
	sockets: 'n8n_nodejs_active_resources{type="TCPSocketWrap"}',
	files: 'n8n_process_open_fds',
	cpu: 'n8n_process_cpu_seconds_total',
};

/**
 * Asks n8n how it is.
 * @param url its address
 * @throws {Error} when it does not tell
 */
export async function healthOf(url: string): Promise<Health> {
	const [memory, heap, sockets, files, cpu] = await figuresOf(
		url,
		figures.memory,
		figures.heap,
		figures.sockets,
		figures.files,
		figures.cpu,
	);
	return { memory, heap, sockets, files, cpu };
}

/**
 * Asks n8n for one of its figures.
 * @param url its address
 * @param name as Prometheus calls it
 * @throws {Error} when it does not tell
 */
export async function figureOf(url: string, name: string): Promise<number> {
	const [figure] = await figuresOf(url, name);
	return figure;
}

/** The figures of some names, in their order. */
async function figuresOf<Names extends readonly string[]>(
	url: string,
	...names: Names
): Promise<{ [Place in keyof Names]: number }> {
	const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
	return names.map((name) => {
		const line = lines.find((candidate) => candidate.startsWith(`${name} `));
		if (line === undefined) throw new Error(`n8n does not tell ${name}`);
		return Number(line.slice(name.length + 1));
	}) as { [Place in keyof Names]: number };
}
