/** Whether a text holds half a character, as of an emoji that was cut off: the service would get another text. */
export const isCutOff = (text: string): boolean => /\p{Surrogate}/u.test(text);

/** What is said of such a text. */
export const cutOff = (text: string): string =>
	`“${text.replace(/\p{Surrogate}/gu, '\ufffd')}” was given. It was cut where it must not be; give the whole text.`;
