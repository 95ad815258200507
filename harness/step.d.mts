/** See `step.mjs`, which is plain JavaScript because it also runs before TypeScript can. */
export function step(
	title: string,
	command: string,
	parameters: readonly string[],
	options?: { cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<void>;
