export const admin = () => process.env.SUPABASE_SERVICE_ROLE_KEY;
