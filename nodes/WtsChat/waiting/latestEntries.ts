/** A map that holds only so many entries: the oldest is forgotten first. */
export class LatestEntries<Value> extends Map<string, Value> {
	private readonly capacity: number;

	constructor(capacity: number) {
		super();
		this.capacity = capacity;
	}

	/** Puts an entry in, as the latest one. */
	override set(key: string, value: Value): this {
		this.delete(key);
		super.set(key, value);
		if (this.size > this.capacity) this.delete(this.keys().next().value ?? '');
		return this;
	}
}
