/**
 * The address of WTS Chat Chatbot Trigger, as n8n shows it in the editor.
 *
 * @param webhooks where n8n serves webhooks, e.g. `http://127.0.0.1:5678/webhook`
 * @param trigger the node, with the IDs that n8n has given it
 * @throws {Error} when it has no webhook ID yet
 */
export function chatbotAddress(webhooks: string, { id, webhookId }: { id: string; webhookId?: string }): string {
	if (webhookId === undefined) throw new Error('n8n has given the trigger no webhook ID');
	return `${webhooks}/${id}/${webhookId.slice(0, 8)}?token=${webhookId.slice(9)}`;
}
