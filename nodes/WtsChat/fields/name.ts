/** A text as names and answers are compared: without regard to case, accents and other marks, and spaces at the ends. */
export const plain = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
