import { NodeOperationError, type FunctionsBase } from 'n8n-workflow';

/** n8n stores no static data for a workflow with a longer ID (isWorkflowIdValid in its utils.js). */
const LONGEST_WORKFLOW_ID = 21;

/**
 * Sees to it that n8n will store what a node of a published workflow remembers.
 * @param what is to be remembered, in words for the user
 * @throws NodeOperationError that says what to do
 */
export function refuseForgetful(context: Pick<FunctionsBase, 'getNode' | 'getWorkflow'>, what: string): void {
	const { id = '' } = context.getWorkflow();
	if (id.length <= LONGEST_WORKFLOW_ID) return;
	throw new NodeOperationError(context.getNode(), `n8n cannot remember ${what}`, {
		description: `The workflow's ID, ${id}, is longer than ${LONGEST_WORKFLOW_ID} characters, and n8n stores nothing for such workflows. Duplicate the workflow in the editor and activate the copy: n8n gives it a shorter ID.`,
	});
}
