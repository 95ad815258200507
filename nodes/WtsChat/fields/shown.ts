import type { NodeParameterValue } from 'n8n-workflow';
import type { Field } from './field';

type Show = Record<string, NodeParameterValue[]>;
type Shown<F> = F extends unknown ? Omit<F, 'displayOptions'> & { displayOptions: { show: Show } } : never;

/** Fields that show only where others hold certain values, besides those that each depends on already. */
export const shownWith = <const F extends Field>(show: Show, fields: readonly F[]): Array<Shown<F>> =>
	fields.map((field) => ({
		...field,
		displayOptions: { show: { ...field.displayOptions?.show, ...show } },
	})) as unknown as Array<Shown<F>>;
