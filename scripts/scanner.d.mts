// The part of n8n's scanner that is used here; the package brings no types of its own.
declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	/** The files of a checkout that the scanner lints. */
	export const SOURCE_FILE_PATTERNS: string[];

	/** Lints the files of `directory` that match, with the scanner's own rules; inline configuration is ignored. */
	export function analyzePackage(
		directory: string,
		filePatterns?: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
}
