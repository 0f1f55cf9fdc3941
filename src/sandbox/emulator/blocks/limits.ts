/**
 * Slack's limits on messages and views, in one place. Lengths are in characters (UTF-16 units, which never
 * counts fewer than Slack does), counts in items.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  blockId: 255,
  actionId: 255,

  textObject: 3000,
  sectionText: 3000,
  sectionFields: 10,
  sectionField: 2000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  contextActionsElements: 5,
  altText: 2000,
  imageTitle: 2000,
  url: 3000,
  videoTitle: 199,
  videoDescription: 199,
  videoAuthor: 49,

  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  optionText: 75,
  optionDescription: 75,
  optionValue: 150,
  optionGroupLabel: 75,
  selectOptions: 100,
  optionGroups: 100,
  choiceOptions: 10,
  overflowOptions: 5,
  placeholder: 150,
  inputLabel: 2000,
  inputHint: 2000,
  plainTextInput: 3000,
  inputFiles: 10,
  richTextLines: 100,

  markdownTotal: 12_000,
  tableRows: 100,
  tableColumns: 20,
  tableCharacters: 10_000,
  tablesInMessage: 1,
  dataTableRows: 101,
  dataTablePageSize: 100,
  cardTitle: 150,
  cardSubtitle: 150,
  cardBody: 200,
  carouselCards: 10,
  containerTitle: 150,
  containerSubtitle: 150,
  containerChildren: 10,

  viewTitle: 24,
  viewSubmit: 24,
  viewClose: 24,
  privateMetadata: 3000,
  callbackId: 255,
  externalId: 255,
  viewBytes: 250_000,

  /** Where `chat.postMessage` cuts a text off. */
  messageText: 40_000,
  /** What `chat.update` takes at most. */
  updateText: 4000,
  attachments: 100,
  metadataBytes: 16_384,

  /**
   * All blocks of a message together. Slack has not documented this one; what was measured (13,297 characters
   * in a single markdown block, 13,172 with a divider beside it) fits a budget where every block costs 125.
   */
  messageCost: 13_422,
  blockCost: 125,
} as const;
