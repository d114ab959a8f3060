/** The icon: a closed ring with an open door. */
export const iconText = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6b50"/><path d="M10 24V11a6 6 0 0 1 12 0v13" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/><circle cx="18.5" cy="18" r="1.8" fill="#fff"/></svg>
`;
