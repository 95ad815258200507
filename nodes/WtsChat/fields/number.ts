const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const IN_THOUSANDS = /^-?[1-9]\d{0,2}(?:(?:\.\d{3})+(?:,\d+)?|(?:,\d{3})+(?:\.\d+)?)$/;
const WITH_DECIMALS = /^-?\d+(?:[.,]\d+)?$/;
const MONEY = /^R\$\s*/i;

/**
 * A number, also of a text such as an expression or a spreadsheet gives, with a point or a comma before its decimals:
 * "1500.5", "1.500,50", "R$ 1.500".
 * @returns undefined if it is none, or may be two: "1.500" in a text
 */
export function numberIn(given: unknown): number | undefined {
	const number = typeof given === 'string' ? numberOf(given.trim()) : given;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function numberOf(text: string): number | undefined {
	const digits = text.replace(MONEY, '');
	const { inThousands, withDecimals } = readingsOf(digits);
	if (inThousands === undefined) return withDecimals ?? (DECIMAL.test(digits) ? Number(digits) : undefined);
	// In amounts of Brazil a point stands between thousands.
	const isClear = withDecimals === undefined || (digits !== text && digits.includes('.'));
	return isClear ? inThousands : undefined;
}

/**
 * What a number in digits may mean: "1.500" is one thousand five hundred in Brazil and one and a half elsewhere, "1,500"
 * the other way round.
 */
export function readingsOf(number: string): { inThousands?: number; withDecimals?: number } {
	const [separator = ''] = number.match(/[.,]/) ?? [];
	return {
		...(IN_THOUSANDS.test(number) && { inThousands: Number(number.replaceAll(separator, '').replace(',', '.')) }),
		...(WITH_DECIMALS.test(number) && { withDecimals: Number(number.replace(',', '.')) }),
	};
}
