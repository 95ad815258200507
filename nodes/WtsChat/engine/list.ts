import type { Paging } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { pageOf, recordsOf, type Listing } from '../transport/paging';
import { recordOf } from './task';

/**
 * Goes through a list of the service, page by page.
 * @param limit how many records at the most; Infinity for all
 * @throws NodeApiError if a page cannot be had, OperationalError if the service gives the same page again and again
 */
export function listed(
	client: Client,
	request: ServiceRequest,
	paging: Paging,
	limit: number,
): AsyncGenerator<Listing> {
	const fetchPage = async (pageNumber: number, pageSize: number) =>
		pageOf(await client.send(pageRequest(request, paging, pageNumber, pageSize)), pageNumber, pageSize);
	return recordsOf(fetchPage, limit);
}

function pageRequest(request: ServiceRequest, paging: Paging, pageNumber: number, pageSize: number): ServiceRequest {
	switch (paging) {
		case 'whole':
			return request;
		case 'body':
			return { ...request, body: { ...recordOf(request.body), pageNumber, pageSize } };
		default:
			return { ...request, query: { ...request.query, [paging]: pageNumber, PageSize: pageSize } };
	}
}
