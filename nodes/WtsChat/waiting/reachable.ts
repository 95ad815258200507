import { NodeOperationError, type INode } from 'n8n-workflow';

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;
const isLoopback = ({ hostname }: URL) => LOOPBACK.test(hostname);

/**
 * Refuses an address of this n8n that the service cannot call: one on this machine, unless the service is a sandbox on it.
 * @param url the address that the service is to call
 * @param root the address of the service
 * @throws NodeOperationError that says what to do
 */
export function refuseUnreachable(node: INode, url: URL, root: string): void {
	const isServiceHere = URL.canParse(root) && isLoopback(new URL(root));
	if (!isLoopback(url) || isServiceHere) return;
	throw new NodeOperationError(node, 'WTS Chat cannot reach this n8n', {
		description: `Its webhook address begins with ${url.origin}, which only this machine can reach. Set the environment variable WEBHOOK_URL of n8n to an address that the internet can reach, e.g. https://n8n.example.com/.`,
	});
}
