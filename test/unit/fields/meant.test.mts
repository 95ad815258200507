import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as Meant from '../../../nodes/WtsChat/fields/meant.ts';
import { built } from '../../built.mts';

const { meantBy } = built<typeof Meant>('nodes/WtsChat/fields/meant');

const ONE = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';
const OTHER = '11111111-2222-4333-8444-555555555555';
const NOON = '2030-01-31T12:00:00.000Z';

const isMeant = (query: Record<string, unknown>, record: Record<string, unknown>) =>
	meantBy({ query })?.(record) ?? assert.fail('nothing is compared');

describe('which records of a list are meant', () => {
	it('is no question where nothing is filtered by, or nothing that records show', () => {
		for (const query of [
			undefined,
			{},
			{ Status: [] },
			{ Status: undefined, DepartmentId: '' },
			{ TextFilter: 'Ana' },
		]) {
			assert.equal(meantBy({ query }), undefined);
		}
		assert.equal(meantBy({ body: { name: 'Ana', createdAt: { after: undefined } } }), undefined);
	});

	it('is told by IDs in any spelling; one that is not there is none, one that is not told may be any', () => {
		const query = { DepartmentId: ONE };
		assert.equal(isMeant(query, { departmentId: ONE.toUpperCase() }), true);
		assert.equal(isMeant(query, { departmentId: OTHER }), false);
		assert.equal(isMeant(query, { departmentId: null }), false);
		assert.equal(isMeant(query, {}), true);
	});

	it('takes nothing for all, where it may be', () => {
		const query = { ChannelIds: [ONE] };
		assert.equal(isMeant(query, { channelIds: [OTHER, ONE] }), true);
		assert.equal(isMeant(query, { channelIds: [OTHER] }), false);
		for (const channelIds of [[], null]) assert.equal(isMeant(query, { channelIds }), true);
		assert.equal(isMeant({ Type: 'GROUP' }, { type: null }), true);
	});

	it('does not compare an ID with a number', () => {
		assert.equal(isMeant({ From: '5511988887777', To: '5511977776666' }, { channelId: ONE, contactId: ONE }), true);
		assert.equal(isMeant({ From: OTHER }, { channelId: ONE }), false);
	});

	it('is told by a phone number, where a contact is shown with it', () => {
		const query = { PhoneNumber: '5511988887777' };
		assert.equal(isMeant(query, { contactDetails: { phonenumber: '+55|11988887777' } }), true);
		assert.equal(isMeant(query, { contactDetails: { phonenumber: '+5511977776666' } }), false);
		for (const contactDetails of [undefined, null, {}]) assert.equal(isMeant(query, { contactDetails }), true);
	});

	it('is told by words in any case', () => {
		assert.equal(isMeant({ PublishStatuses: ['Not_Published'] }, { publishStatus: 'NOT_PUBLISHED' }), true);
		assert.equal(isMeant({ ChannelType: 'Whatsapp' }, { type: 'CloudAPI_WhatsApp' }), true);
		assert.equal(isMeant({ ChannelType: 'Whatsapp' }, { type: 'Instagram' }), false);
		assert.equal(isMeant({ AutomationUsages: ['Api'] }, { automationUsage: ['MANUAL', 'API'] }), true);
		assert.equal(isMeant({ Type: 'CAMPAIGN' }, { type: ['TEMPLATE_CAMPAIGN'] }), true);
		assert.equal(isMeant({ Archived: false }, { archived: true }), false);
	});

	it('is told by dates, the bounds included, with or without their zone', () => {
		const on = (createdAt: unknown) => isMeant({ 'CreatedAt.After': NOON, 'CreatedAt.Before': NOON }, { createdAt });
		for (const date of [NOON, '2030-01-31T12:00:00', '2030-01-31T12:00:00.0000009Z', '2030-01-31T09:00:00-03:00'])
			assert.equal(on(date), true, date);
		for (const date of ['2030-01-31T12:00:00.001Z', '2030-01-31T11:59:59.9999999Z', null, '0001-01-01T00:00:00'])
			assert.equal(on(date), false, String(date));
		for (const date of [undefined, 'amanhã']) assert.equal(on(date), true, date);
	});

	it('knows the end of a session by both names', () => {
		const ended = (record: Record<string, unknown>) => isMeant({ 'EndAt.Before': NOON }, record);
		assert.equal(ended({ endAt: null, closedAt: '2030-01-31T11:00:00Z' }), true);
		assert.equal(ended({ closedAt: '2030-01-31T13:00:00Z' }), false);
		assert.equal(ended({ endAt: null }), false);
		assert.equal(ended({}), true);
	});

	it('is told by metadata, where there are any', () => {
		const query = { Metadata: { loja: 'sul' } };
		assert.equal(isMeant(query, { metadata: { loja: 'sul', outro: '1' } }), true);
		assert.equal(isMeant(query, { metadata: { outro: '1' } }), false);
		assert.equal(isMeant(query, { metadata: null }), true);
	});

	it('is told by what bodies hold, too', () => {
		const holds = meantBy({ body: { tagIds: [ONE], createdAt: { before: NOON }, pageSize: 5 } }) ?? assert.fail();
		assert.equal(holds({ tagIds: [ONE], createdAt: NOON }), true);
		assert.equal(holds({ tagIds: [], createdAt: NOON }), false);
		assert.equal(holds({ tagIds: null, createdAt: NOON }), true);
		assert.equal(holds({ tagIds: [ONE], createdAt: '2030-02-01T00:00:00Z' }), false);
	});
});
