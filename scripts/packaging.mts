// What of the package is published, beside its code: nothing that is fetched or run when somebody installs it.

/** What of a published package.json counts here. */
export interface PublishedManifest {
	readonly n8n: { readonly nodes: readonly string[]; readonly credentials: readonly string[] };
	readonly scripts?: Readonly<Record<string, string>>;
	readonly peerDependencies?: Readonly<Record<string, string>>;
	readonly [field: string]: unknown;
}

/** What n8n loads, and what npm shows: no source maps or declarations, which only make the package larger. */
const SHIPPED = /^(dist\/.+\.(js|json|svg)|package\.json|README\.md|LICENSE\.md)$/;
/** What npm would install with the package. */
const INSTALLED = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies'];
/** What npm would run when it installs the package, from the registry or from a repository. */
const RUN = /^(pre|post)?(install|prepare)$/;
/** What n8n itself brings. */
const PEERS = ['n8n-workflow'];

/**
 * What is wrong with what would be published.
 *
 * @param files paths of all files in the tarball, with forward slashes
 * @param manifest its package.json
 * @returns a line for each fault; empty when there is none
 */
export function packagingFaults(files: readonly string[], manifest: PublishedManifest): string[] {
	const { n8n, scripts = {}, peerDependencies = {} } = manifest;
	const isEmpty = (value: unknown) => Object.keys(value ?? {}).length === 0;
	return [
		...files.filter((file) => !SHIPPED.test(file)).map((file) => `${file} must not be shipped`),
		...['README.md', 'LICENSE.md', ...n8n.nodes, ...n8n.credentials]
			.filter((file) => !files.includes(file))
			.map((file) => `${file} is missing`),
		...INSTALLED.filter((field) => !isEmpty(manifest[field])).map((field) => `package.json: ${field} must be empty`),
		...Object.keys(peerDependencies)
			.filter((name) => !PEERS.includes(name))
			.map((name) => `package.json: ${name} is a dependency that n8n does not bring`),
		...Object.keys(scripts)
			.filter((name) => RUN.test(name))
			.map((name) => `package.json: the script ${name} would be run by whoever installs it`),
		...('bin' in manifest ? ['package.json: bin puts a program where the package is installed'] : []),
	];
}
