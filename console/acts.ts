/** What a person can do on the page. The pages only name it; carry-out.ts does it. */
export interface Acts {
  readonly signIn: (token: string) => void;
  readonly signOut: () => void;
  readonly switchLanguage: () => void;
  readonly switchTheme: () => void;
  readonly search: (text: string) => void;
}
