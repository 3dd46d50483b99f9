// What every format that people read may be told.

export interface FormatProps {
  /** Page that explains the rules, each at `#<rule id>`: a path or an address. @default none, ids stand alone */
  readonly rulesUrl?: string;
}
