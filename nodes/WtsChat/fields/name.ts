/** A text as names and answers are compared: without regard to case, accents and other marks, and spaces at the ends. */
export const plain = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** The words of a text, one space between them: without case and accents, punctuation and the marks of emoji digits. */
export const wordsIn = (text: string): string =>
	plain(text)
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
