import type { NodeParameterValue } from 'n8n-workflow';

type Show = Record<string, NodeParameterValue[]>;

/** The display options of a field that is shown only where others hold certain values, besides those it depends on already. */
export const shownWith = ({ displayOptions }: { name: string; displayOptions?: { show?: Show } }, show: Show) => ({
	displayOptions: { show: { ...displayOptions?.show, ...show } },
});
