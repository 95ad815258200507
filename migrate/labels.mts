/** Operations whose value in a workflow is not what the editor calls them. */
const OPERATIONS: Readonly<Record<string, string>> = {
	getAll: 'Get Many',
	upsert: 'Create or Update',
	logOut: 'Log Out',
	sendAndWait: 'Send and Wait for Reply',
	sendOtp: 'Send One-Time Password',
	getUploadUrl: 'Get Upload URL',
};

/** What the editor calls a resource, or an operation, of which a workflow holds the value. */
export const labelOf = (value: string): string => OPERATIONS[value] ?? inTitleCase(value);

const inTitleCase = (value: string) =>
	value
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.replace(/ (And|For|Or|Of|In|To)\b/g, (word) => word.toLowerCase())
		.replace(/^./, (first) => first.toUpperCase());
