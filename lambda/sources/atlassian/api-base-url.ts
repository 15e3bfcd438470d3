/** Where the API of every organization is. */
export const ATLASSIAN_API_BASE_URL = 'https://api.atlassian.com/admin';
