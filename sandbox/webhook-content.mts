import { agentByUser, tagNames, type Account, type Contact, type Message, type Session } from './account.mts';

// What webhooks carry, in the field names that were seen there, which differ from those of the REST API (observed.md §4).

/** A contact as webhooks show it: `phonenumber`, `tagsId`, `tags`, `customFieldValues`. */
export function contactContent(account: Account, contact: Contact): object {
	return {
		id: contact.id,
		createdAt: contact.createdAt,
		updatedAt: contact.updatedAt,
		companyId: contact.companyId,
		name: contact.name,
		phonenumber: contact.phoneNumber,
		phonenumberFormatted: contact.phoneNumberFormatted,
		email: contact.email,
		instagram: contact.instagram,
		annotation: contact.annotation,
		tagsId: contact.tagIds,
		tags: tagNames(account, contact),
		status: contact.status,
		origin: contact.origin,
		utm: null,
		customFieldValues: contact.customFields,
		metadata: contact.metadata,
	};
}

/** A message as webhooks show it: without contact, company and phone number, so that the session must be fetched. */
export function messageContent(message: Message): object {
	return {
		id: message.id,
		senderId: message.senderId,
		createdAt: message.createdAt,
		updatedAt: message.updatedAt,
		editedAt: null,
		type: message.type,
		active: message.status !== 'DELETED',
		sessionId: message.sessionId,
		templateId: message.templateId,
		userId: message.userId,
		timestamp: message.timestamp,
		text: message.text,
		direction: message.direction,
		status: message.status,
		origin: message.origin,
		readContactAt: message.readContactAt,
		fileId: message.fileId,
		refId: message.refId,
		waitingOptIn: false,
		details: {
			file: message.details.file ?? null,
			location: message.details.location ?? null,
			contact: message.details.contact ?? null,
			errors: message.details.errors ?? null,
			transcription: message.details.transcription ?? null,
		},
	};
}

/** A session as webhooks show it. */
export function sessionContent(account: Account, session: Session): object {
	const contact = account.contacts.get(session.contactId);
	const agent = session.userId === null ? undefined : agentByUser(account, session.userId);
	return {
		id: session.id,
		createdAt: session.createdAt,
		updatedAt: session.updatedAt,
		active: session.status !== 'COMPLETED',
		companyId: session.companyId,
		startAt: session.startAt,
		endAt: session.endAt,
		firstUserInteractionAt: session.firstResponseAt,
		firstAgentMessageAt: session.firstResponseAt,
		status: session.status,
		contactId: session.contactId,
		contactDetails:
			contact === undefined
				? null
				: {
						id: contact.id,
						name: contact.name,
						pictureUrl: contact.pictureUrl,
						phonenumber: contact.phoneNumber,
						phonenumberFormatted: contact.phoneNumberFormatted,
						instagram: contact.instagram,
						tagsId: contact.tagIds,
					},
		channelId: session.channelId,
		departmentId: session.departmentId,
		userId: session.userId,
		agentDetails:
			agent === undefined ? null : { id: agent.id, userId: agent.userId, name: agent.name, email: agent.email },
		lastMessageText: session.lastMessageText,
		utm: session.utm,
		metadata: session.metadata,
	};
}
