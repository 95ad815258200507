/**
 * What a credential holds for an account whose limits the node does not know.
 * @param account where it is, and its key
 */
export const unlimited = ({ url: baseUrl, key: apiKey }: { readonly url: string; readonly key: string }) => ({
	apiKey,
	baseUrl,
	adjustLimits: true,
	requestsPer5Minutes: 1e6,
	requestsPer5Seconds: 1e6,
	sendsPer2Minutes: 1e6,
});
