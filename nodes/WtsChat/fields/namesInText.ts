/**
 * A text of an expression that may be one name or several with commas between them. Which of both it is, only the account
 * can tell. What came as an entry of a list is one name, whatever is in it, and a text like any other.
 */
export class NamesInText {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	toString(): string {
		return this.text;
	}
}
