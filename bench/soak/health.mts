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
}

const figures: Readonly<Record<keyof Health, string>> = {
	memory: 'n8n_process_resident_memory_bytes',
	heap: 'n8n_nodejs_heap_size_used_bytes',
	sockets: 'n8n_nodejs_active_resources{type="TCPSocketWrap"}',
	files: 'n8n_process_open_fds',
};

/**
 * Asks n8n how it is.
 * @param url its address
 * @throws {Error} when it does not tell
 */
export async function healthOf(url: string): Promise<Health> {
	const response = await fetch(`${url}/metrics`);
	const lines = (await response.text()).split('\n');
	const figure = (name: string) => {
		const line = lines.find((candidate) => candidate.startsWith(`${name} `));
		if (line === undefined) throw new Error(`n8n does not tell ${name}`);
		return Number(line.slice(name.length + 1));
	};
	return {
		memory: figure(figures.memory),
		heap: figure(figures.heap),
		sockets: figure(figures.sockets),
		files: figure(figures.files),
	};
}
