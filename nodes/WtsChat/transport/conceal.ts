/** A shorter text is no key. To take it out would garble texts that hold it by chance. */
const SHORTEST_SECRET = 8;

/**
 * Every way in which a secret may be written somewhere: as it is, in small letters as in the name of a host, encoded for
 * an address, in hexadecimal digits, in base64 wherever in the encoded text it stands.
 */
function writingsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	// Base64 makes four characters of three bytes, so the writing of a secret depends on how many bytes stand before it. The
	// characters at both ends depend on the neighboring bytes too, so they are left out.
	const inBase64 = [0, 1, 2].map((before) => {
		const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
	});
	const encoded = encodeURIComponent(secret);
	const inHex = bytes.toString('hex');
	const forAddresses = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
	const writings = [encodeURIComponent(encoded), encoded, secret, secret.toLowerCase(), inHex, inHex.toUpperCase()];
	return [...new Set([...writings, ...inBase64, ...forAddresses])];
}

/**
 * Makes what takes a secret out of whatever came from outside.
 * @returns takes a text, or the value of a JSON text; gives the same with `***` wherever the secret stood, in names too
 */
export function concealerOf(secret: string): <Value>(value: Value) => Value {
	if (secret.length < SHORTEST_SECRET) return (value) => value;
	const writings = writingsOf(secret);
	const inText = (text: string) => writings.reduce((left, writing) => left.replaceAll(writing, '***'), text);
	const inValue = (value: unknown): unknown => {
		if (typeof value === 'string') return inText(value);
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map(inValue);
		return Object.fromEntries(Object.entries(value).map(([name, inner]) => [inText(name), inValue(inner)]));
	};
	const asJson = writings.map((writing) => JSON.stringify(writing).slice(1, -1));
	return <Value>(value: Value) => {
		// One text for the whole is searched many times faster than each of its values.
		const whole = JSON.stringify(value) ?? '';
		return asJson.some((writing) => whole.includes(writing)) ? (inValue(value) as Value) : value;
	};
}
