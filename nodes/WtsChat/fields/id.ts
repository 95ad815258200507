/** What an ID looks like, as a part of regular expressions that n8n's editor knows too. */
export const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

const ID = new RegExp(`^${UUID}$`);

/** Whether a text is an ID, as nearly all records have one. */
export const isId = (text: string): boolean => ID.test(text);

/** An ID, as examples show it. */
export const EXAMPLE_ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';
