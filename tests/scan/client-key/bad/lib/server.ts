export const admin = process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY; // expect OG3205
