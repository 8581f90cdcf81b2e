import Stripe from "stripe";
import { prisma } from "@/lib/prisma";
import { supabaseAdmin } from "@/lib/supabase";

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);

export async function POST(request: Request) {
  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get("stripe-signature")!, process.env.STRIPE_WEBHOOK_SECRET!);
  const session = event.data.object as Stripe.Checkout.Session;
  const user = await prisma.user.findUnique({ where: { email: session.customer_details!.email! } }); // expect OG3207
  await prisma.user.update({ // expect OG3207
    where: { email: session.customer_email! },
    data: { plan: "pro" },
  });
  await supabaseAdmin.from("profiles").update({ plan: "pro" }).eq("email", session.customer_email); // expect OG3207
  return Response.json(user);
}
