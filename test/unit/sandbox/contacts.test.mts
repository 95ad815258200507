import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, first, objects, open } from './caller.mts';

test('a contact by phone that does not exist is a 500 FORM_ERROR, not a 404', async (t) => {
	const { call } = await open(t);
	const { status, body } = await call('GET', '/core/v1/contact/phonenumber/5511900000000');
	assert.equal(status, 500);
	assert.equal(body.key, 'FORM_ERROR');
	assert.equal(body.text, 'Contato não encontrado');
	assert.equal(body.customData, null);
});

test('a created contact is found by phone in any writing, with the details asked for', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const tag = first(account.tags);
	const portfolio = first(account.portfolios);
	const sequence = first(account.sequences);
	const created = await call('POST', '/core/v1/contact', {
		name: 'Íris Nóbrega',
		phoneNumber: '55 41 98888-7777',
		email: 'iris@example.com',
		tagIds: [tag.id],
		portfolioIds: [portfolio.id],
		sequenceIds: [sequence.id],
		customFields: { cidade: 'Curitiba', pedidos: 'many', unknown: 1 },
		metadata: { crm: '9' },
	});
	assert.equal(created.status, 200, created.text);
	assert.equal(created.body.phoneNumber, '+55|41988887777');
	assert.deepEqual(created.body.customFields, { cidade: 'Curitiba' }, 'unknown keys and wrong types are ignored');
	const id = String(created.body.id);
	assert.ok(portfolio.contacts.has(id) && sequence.contacts.has(id));

	for (const phone of ['5541988887777', '+5541988887777', '+55|41988887777'])
		assert.equal((await call('GET', `/core/v1/contact/phonenumber/${encodeURIComponent(phone)}`)).body.id, id);
	const bare = await call('GET', `/core/v1/contact/${id}`);
	assert.deepEqual([bare.body.tagIds, bare.body.customFields, bare.body.portfolioIds], [null, null, null]);
	const full = await call('GET', `/core/v1/contact/${id}?IncludeDetails=Tags&IncludeDetails=Portfolios`);
	assert.deepEqual(full.body.tagNames, [tag.name]);
	assert.deepEqual(full.body.portfolioNames, [portfolio.name]);
	assert.deepEqual(sandbox.departures, []);
});

test('a contact that exists is refused, returned or updated, as the options say', async (t) => {
	const { sandbox, call } = await open(t);
	const [tag, other] = [...sandbox.account.tags.values()];
	const create = (given: object, options?: object) =>
		call('POST', '/core/v1/contact', { phoneNumber: '5541988887777', ...given, options });
	const { body } = await create({ name: 'Ana', tagIds: [tag?.id] });
	assert.equal((await create({ name: 'Bia' })).body.key, 'FORM_ERROR');
	const same = await create({ name: 'Bia' }, { getIfExists: true });
	assert.deepEqual([same.body.id, same.body.name], [body.id, 'Ana']);
	const replaced = await create({ name: 'Bia', tagIds: [other?.id] }, { upsert: true });
	assert.deepEqual([replaced.body.id, replaced.body.name], [body.id, 'Bia']);
	assert.deepEqual(replaced.body.tagIds, [other?.id]);
	const options = { upsert: true, upsertFields: ['Tags'], upsertTagOperation: 'INSERTIFNOTEXISTS' };
	const tagged = await create({ name: 'Caio', tagIds: [tag?.id] }, options);
	assert.equal(tagged.body.name, 'Bia');
	assert.deepEqual(tagged.body.tagIds, [other?.id, tag?.id]);
});

test('an update changes what fields names, nothing else; a null or empty value clears', async (t) => {
	const { sandbox, call } = await open(t);
	const contact = first(sandbox.account.contacts, ({ phoneNumber, email }) => phoneNumber !== null && email !== null);
	const phone = (contact.phoneNumber ?? '').replace(/\D/g, '');
	const before = contact.name;
	const changes = {
		fields: ['Email', 'Annotation', 'Metadata'],
		name: 'X',
		email: null,
		annotation: '',
		metadata: { a: 1 },
	};
	const updated = await call('PUT', `/core/v1/contact/phonenumber/${phone}`, changes);
	assert.deepEqual([updated.body.name, updated.body.email, updated.body.annotation], [before, null, '']);
	const merged = await call('PUT', `/core/v2/contact/${contact.id}`, {
		fields: ['Metadata'],
		metadata: { a: null, b: 2 },
	});
	assert.equal(fields(merged.body.metadata).b, 2);
	assert.ok(!('a' in fields(merged.body.metadata)));
	const silent = await call('PUT', `/core/v2/contact/${contact.id}`, { name: 'Y' });
	assert.equal(silent.body.name, before, 'without fields nothing changes');

	const moved = await call('PUT', `/core/v2/contact/${contact.id}`, {
		fields: ['PhoneNumber'],
		phoneNumber: '5541900001111',
	});
	assert.equal(moved.body.phoneNumber, '+55|41900001111');
	assert.equal((await call('GET', `/core/v1/contact/phonenumber/${phone}`)).status, 500);
	assert.equal((await call('GET', '/core/v1/contact/phonenumber/5541900001111')).body.id, contact.id);
	assert.deepEqual(sandbox.departures, []);
});

test('tags by id or by name, added, taken away, replaced', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const contact = first(account.contacts, ({ phoneNumber }) => phoneNumber !== null);
	const vip = first(account.tags, ({ name }) => name === 'Cliente VIP');
	const late = first(account.tags, ({ name }) => name === 'Inadimplente');
	const change = async (body: object) =>
		(await call('POST', `/core/v1/contact/${contact.id}/tags`, body)).body.tagNames;
	assert.deepEqual(await change({ tagIds: [vip.id], operation: 'ReplaceAll' }), ['Cliente VIP']);
	assert.deepEqual(await change({ tagNames: ['Inadimplente'], operation: 'InsertIfNotExists' }), [
		'Cliente VIP',
		'Inadimplente',
	]);
	assert.deepEqual(await change({ tagIds: [vip.id], operation: 'DeleteIfExists' }), ['Inadimplente']);

	const inUse = await call('DELETE', `/core/v1/tag/${late.id}`, {});
	assert.equal(inUse.body.key, 'FORM_ERROR');
	const removed = await call('DELETE', `/core/v1/tag/${late.id}`, { removeFromContacts: true });
	assert.equal(removed.status, 200);
	assert.equal(removed.text, '');
	assert.deepEqual(contact.tagIds, []);
	assert.deepEqual(sandbox.departures, []);
});

test('a batch creates and updates in the order given; one bad entry refuses it as a whole', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const known = first(account.contacts, ({ phoneNumber }) => phoneNumber !== null);
	const items = [
		{ name: 'Nova Um', phoneNumber: '5541900000001' },
		{ name: 'Conhecida', phoneNumber: known.phoneNumber },
		{ name: 'Nova Dois', email: 'dois@example.com' },
	];
	const before = account.contacts.size;
	const bad = await call('POST', '/core/v2/contact/batch', { items: [...items, { name: 'Má', phoneNumber: '12' }] });
	assert.equal(bad.status, 500);
	assert.equal(account.contacts.size, before);
	const saved = await call('POST', '/core/v2/contact/batch', { items });
	assert.deepEqual(
		saved.list.map(({ name }) => name),
		['Nova Um', 'Conhecida', 'Nova Dois'],
	);
	assert.equal(saved.list[1]?.id, known.id);
	assert.equal(account.contacts.size, before + 2);
	assert.deepEqual(sandbox.departures, []);
});

test('a search’s filters add up, without regard to accents', async (t) => {
	const { sandbox, call } = await open(t);
	const search = async (filter: object) =>
		objects((await call('POST', '/core/v1/contact/filter', { pageSize: 100, ...filter })).body.items);
	await call('POST', '/core/v1/contact', {
		name: 'Zuleica Assunção',
		phoneNumber: '5541912340000',
		metadata: { k: 'v' },
	});
	assert.deepEqual(
		(await search({ name: 'assuncao' })).map(({ name }) => name),
		['Zuleica Assunção'],
	);
	assert.equal((await search({ phoneNumber: '(41) 91234-0000' })).length, 1);
	assert.equal((await search({ metadata: { k: 'v' } })).length, 1);
	assert.equal((await search({ name: 'assuncao', origin: 'IMPORTED' })).length, 0);
	const archived = await search({ status: 'ARCHIVED' });
	assert.ok(archived.length > 0 && archived.every(({ status }) => status === 'ARCHIVED'));
	const lead = await search({ tagNames: ['Lead'], includeDetails: ['Tags'] });
	assert.ok(lead.length > 0);
	for (const { tagNames } of lead) assert.ok(Array.isArray(tagNames) && tagNames.includes('Lead'));
	assert.deepEqual(sandbox.departures, []);
});

test('custom fields come flat or inside their groups', async (t) => {
	const { sandbox, call } = await open(t);
	const flat = (await call('GET', '/core/v1/contact/custom-field')).list;
	const nested = (await call('GET', '/core/v1/contact/custom-field?NestedList=true')).list;
	const group = nested.find(({ type }) => type === 'GROUP');
	assert.deepEqual(
		objects(group?.children).map(({ key }) => key),
		['cidade', 'cep'],
	);
	assert.equal(flat.length, nested.length + 2);
	assert.deepEqual(sandbox.departures, []);
});
