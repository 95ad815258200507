// Generated from the contract by `npm run contract`: never edited.

/** The fields that hold a date with a time, wherever they are. */
export const dateFields: ReadonlySet<string> = new Set('createdAt date dueDate endAt firstResponseAt importedAt lastAddedAt lastInteractionDate lastMessageIn lastMessageOut readContactAt receivedAt scheduling sentAt startAt timestamp updatedAt'.split(' '));
