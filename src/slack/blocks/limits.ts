/**
 * Slack's limits on blocks, views and messages, once. Lengths are in UTF-16 units, which never counts fewer
 * characters than Slack does.
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  blockId: 255,
  actionId: 255,
  text: 3000,
  sectionFields: 10,
  sectionField: 2000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  altText: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionDescription: 75,
  optionValue: 75,
  selectOptions: 100,
  choiceOptions: 10,
  placeholder: 150,
  inputLabel: 2000,
  inputHint: 2000,
  plainTextInput: 3000,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3000,
  callbackId: 255,
  /** A view's JSON in bytes, with room to spare below Slack's 250,000. */
  viewBytes: 200_000,
  /** What `chat.update` takes as the text beside the blocks; a notification shows far less. */
  fallbackText: 3000,
  /**
   * All texts of a message together, each block counted with `blockCost`. Slack answers msg_blocks_too_long a
   * little above 13,200 characters without saying how it counts; this stays clear of it.
   */
  messageCost: 12_600,
  blockCost: 125,
} as const;
