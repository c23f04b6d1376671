# Makes the samples in reference/*.csv and, with R survey, the values that the tests of package survey expect (reference/expected.csv).
# Run from this folder:  Rscript reference.R
# R isn't needed to run the tests. Every row of expected.csv names the call that gave it; the first line names the versions.
suppressMessages(library(survey))
set.seed(20141124)
options(digits = 15, survey.lonely.psu = "fail")

# ---- samples ----------------------------------------------------------------------------------------------------------
answers <- function(n, shift = 0) {
  p <- pmin(pmax(rnorm(n, 0.75 + shift, 0.2), 0), 1)
  points <- c(0, 30, 60, 80, 100)[findInterval(p, c(0, .25, .5, .7, .85))]
  points[runif(n) < 0.06] <- NA
  points
}
finish <- function(d) {
  n <- nrow(d)
  d$y <- answers(n, if (is.null(d$shift)) 0 else d$shift)
  d$v <- answers(n, 0.05)
  d$x <- round(rexp(n, 1 / 20) + 1, 1)
  d$g <- sample(c("A", "B", "C"), n, TRUE, c(.5, .3, .2))
  d$sex <- sample(c("m", "f"), n, TRUE, c(.45, .55))
  d$age <- sample(c("young", "middle", "old"), n, TRUE, c(.3, .5, .2))
  d$shift <- NULL
  d
}
srs <- finish(data.frame(N = rep(900, 150)))

nh <- c(80, 60, 40, 30); Nh <- c(4000, 1000, 300, 60)
strat <- finish(data.frame(h = rep(paste0("h", 1:4), nh), N = rep(Nh, nh), w = round(rep(Nh / nh, nh), 6), shift = rep(c(0, -.1, .1, .05), nh)))
strat$f <- rep(round(nh / Nh, 6), nh)

one <- do.call(rbind, lapply(1:4, function(h) do.call(rbind, lapply(1:(4 + h), function(c) {
  m <- sample(5:12, 1); data.frame(h = paste0("h", h), c = c, w = round(runif(1, 5, 60), 3), N = 20 * h, shift = rep(rnorm(1, 0, .12), m))
}))))
one <- finish(one)

two <- do.call(rbind, lapply(1:3, function(h) do.call(rbind, lapply(1:(5 + h), function(c) {
  M <- sample(20:60, 1); m <- sample(6:12, 1)
  data.frame(h = paste0("h", h), c = paste0(h, "-", c), N = 12 * h + 4, M = M, shift = rep(rnorm(1, 0, .12), m))
}))))
two$s <- paste0("s", seq_len(nrow(two)))
two <- finish(two)

size <- round(rlnorm(60, 3, .6)) + 5
pps <- finish(data.frame(c = 1:60, p = round(pmin(60 * size / sum(size) * .4, .95), 6)))

few <- do.call(rbind, lapply(1:6, function(h) do.call(rbind, lapply(seq_len(c(5, 4, 1, 6, 1, 3)[h]), function(c) {
  m <- sample(6:10, 1); data.frame(h = paste0("h", h), c = c, w = round(runif(1, 5, 30), 3), N = c(30, 20, 1, 25, 14, 18)[h], shift = rep(rnorm(1, 0, .12), m))
}))))
few <- finish(few)

for (name in c("srs", "strat", "one", "two", "pps", "few"))
  write.csv(get(name), file.path("reference", paste0(name, ".csv")), row.names = FALSE, quote = FALSE, na = "")

# ---- what R says ------------------------------------------------------------------------------------------------------
rows <- list()
add <- function(case, quantity, group, call, estimate, se = NA, low = NA, high = NA, df = NA, more = NA)
  rows[[length(rows) + 1]] <<- data.frame(case, quantity, group, call, estimate = as.numeric(estimate), se = as.numeric(se), low = as.numeric(low), high = as.numeric(high), df, more)

everything <- function(case, d, how, totals = TRUE) {
  one_group <- function(group, sub) {
    df <- degf(sub)
    m <- svymean(~y0, sub, deff = "replace"); ci <- confint(m, df = df)
    add(case, "mean", group, paste0(how, "; svymean(~y0, deff='replace')"), coef(m), SE(m), ci[1], ci[2], df, deff(m))
    ci <- confint(m)
    add(case, "mean normal", group, paste0(how, "; svymean(~y0), confint(df=Inf)"), coef(m), SE(m), ci[1], ci[2], df)
    if (totals) { t <- svytotal(~x, sub); ci <- confint(t, df = df)
      add(case, "total", group, paste0(how, "; svytotal(~x)"), coef(t), SE(t), ci[1], ci[2], df) }
    r <- svyratio(~y0, ~x, sub); ci <- confint(r, df = df)
    add(case, "ratio", group, paste0(how, "; svyratio(~y0, ~x)"), coef(r), SE(r), ci[1], ci[2], df)
    for (method in c("logit", "mean")) {
      p <- svyciprop(~I(y0 >= 80), sub, method = method, df = df); ci <- confint(p)
      add(case, paste("proportion", method), group, paste0(how, "; svyciprop(~I(y0 >= 80), method='", method, "')"), coef(p), SE(p), ci[1], ci[2], df)
    }
    # svyciprop(method='beta') takes all rows of a calibrated design for the sheets of the sub-group: the same lines with their number
    m <- svymean(~I(as.numeric(y0 >= 80)), sub); n <- sum(weights(sub, "sampling") != 0); p <- coef(m)
    e <- p * (1 - p) / vcov(m) * (qt(.025, n - 1) / qt(.025, df))^2
    add(case, "proportion beta", group, paste0(how, "; svymean(~I(y0 >= 80)); qbeta() on n.eff as in svyciprop(method='beta')"), p, SE(m), qbeta(.025, e * p, e * (1 - p) + 1), qbeta(.975, e * p + 1, e * (1 - p)), df)
    for (rule in c("math", "school")) for (q in c(.25, .5)) {
      k <- svyquantile(~x, sub, q, qrule = rule, df = df)$x
      # below the first sheet's share survey 4.1.1 takes the second value where its definition says the first: left out
      sub <- update(sub, low = as.numeric(x <= k[1, "quantile"])); w <- weights(sub); x <- sub$variables$x
      below <- confint(svymean(~low, sub), df = df)[1]
      if (below > 0 && below * sum(w) < w[w > 0][which.min(x[w > 0])]) next
      add(case, paste("quantile", rule, q), group, paste0(how, "; svyquantile(~x, ", q, ", qrule='", rule, "')"), k[1, "quantile"], k[1, "se"], k[1, 2], k[1, 3], df)
    }
  }
  d <- update(d, ok = !is.na(y), y0 = ifelse(is.na(y), 0, y)) # sheets outside a sub-group count as zeros; NA would spoil calibrated designs
  answered <- subset(d, ok)
  one_group("", answered)
  for (k in c("A", "B", "C")) { d <- update(d, inset = ok & g == k); one_group(k, subset(d, inset)) }
  d <- update(d, yA = ifelse(ok & g == "A", y, 0), nA = as.numeric(ok & g == "A"), yB = ifelse(ok & g == "B", y, 0), nB = as.numeric(ok & g == "B"), inset = ok & g != "C")
  both <- subset(d, inset)
  c <- svycontrast(svytotal(~yA + nA + yB + nB, both), quote(yA / nA - yB / nB)); ci <- confint(c, df = degf(both))
  add(case, "difference A-B", "", paste0(how, "; svycontrast(svytotal(~yA+nA+yB+nB), quote(yA/nA-yB/nB))"), coef(c), SE(c), ci[1], ci[2], degf(both))
  # a weighted sum of two questions' means, each over those who answered it
  d <- update(d, v0 = ifelse(is.na(v), 0, v), ny = as.numeric(!is.na(y)), nv = as.numeric(!is.na(v)), any = !is.na(y) | !is.na(v))
  t <- svytotal(~y0 + ny + v0 + nv, subset(d, any))
  c <- svycontrast(t, quote(0.4 * y0 / ny + 0.6 * v0 / nv)); ci <- confint(c, df = degf(subset(d, any)))
  add(case, "composite", "", paste0(how, "; svycontrast(svytotal(~y0+ny+v0+nv), quote(0.4*y0/ny+0.6*v0/nv))"), coef(c), SE(c), ci[1], ci[2], degf(subset(d, any)))
}

everything("srs", svydesign(~1, data = srs, weights = ~I(N / 150)), "svydesign(~1, weights=~I(N/150))")
everything("srs size", svydesign(~1, data = srs, fpc = ~N), "svydesign(~1, fpc=~N)")
everything("strat", svydesign(~1, strata = ~h, data = strat, weights = ~w), "svydesign(~1, strata=~h, weights=~w)")
everything("strat size", svydesign(~1, strata = ~h, data = strat, fpc = ~N), "svydesign(~1, strata=~h, fpc=~N)")
everything("strat fraction", svydesign(~1, strata = ~h, data = strat, fpc = ~f), "svydesign(~1, strata=~h, fpc=~f)")
everything("one", svydesign(~c, strata = ~h, data = one, weights = ~w, nest = TRUE), "svydesign(~c, strata=~h, weights=~w, nest=TRUE)")
everything("one size", svydesign(~c, strata = ~h, data = one, weights = ~w, fpc = ~N, nest = TRUE), "svydesign(~c, strata=~h, weights=~w, fpc=~N, nest=TRUE)")
everything("two", svydesign(~c + s, strata = ~h, data = two, fpc = ~N + M), "svydesign(~c+s, strata=~h, fpc=~N+M)")
everything("pps", svydesign(~c, data = pps, probs = ~p), "svydesign(~c, probs=~p)")

brewer <- svydesign(~c, data = pps, fpc = ~p, pps = "brewer")
m <- svymean(~x, brewer); ci <- confint(m, df = degf(brewer))
add("pps brewer", "mean x", "", "svydesign(~c, fpc=~p, pps='brewer'); svymean(~x)", coef(m), SE(m), ci[1], ci[2], degf(brewer))
t <- svytotal(~x, brewer); ci <- confint(t, df = degf(brewer))
add("pps brewer", "total x", "", "svydesign(~c, fpc=~p, pps='brewer'); svytotal(~x)", coef(t), SE(t), ci[1], ci[2], degf(brewer))

sex <- data.frame(sex = c("f", "m"), Freq = c(2900, 2460))
age <- data.frame(age = c("middle", "old", "young"), Freq = c(2500, 1100, 1760))
plain <- svydesign(~1, data = srs, weights = ~I(N / 150))
s1 <- data.frame(sex = c("f", "m"), Freq = c(500, 400)); a1 <- data.frame(age = c("middle", "old", "young"), Freq = c(420, 200, 280))
control <- list(maxit = 500, epsilon = 1e-11)
everything("srs post", postStratify(plain, ~age, a1), "postStratify(svydesign(~1, weights=~I(N/150)), ~age)")
everything("srs rake", rake(plain, list(~sex, ~age), list(s1, a1), control), "rake(svydesign(~1, weights=~I(N/150)), list(~sex, ~age), epsilon=1e-11)")
weighted <- svydesign(~1, strata = ~h, data = strat, weights = ~w)
everything("strat post", postStratify(weighted, ~sex + age, expand.grid(sex = c("f", "m"), age = c("middle", "old", "young")) |> transform(Freq = c(1300, 1200, 640, 460, 960, 800))), "postStratify(svydesign(~1, strata=~h, weights=~w), ~sex+age)")
greg <- calibrate(weighted, ~sex + age, c(`(Intercept)` = 5360, sexm = 2460, ageold = 1100, ageyoung = 1760), calfun = "raking", epsilon = 1e-12, maxit = 200)
everything("strat rake", greg, "calibrate(svydesign(~1, strata=~h, weights=~w), ~sex+age, calfun='raking', epsilon=1e-12)")
clustered <- svydesign(~c, strata = ~h, data = one, weights = ~w, nest = TRUE)
everything("one post", postStratify(clustered, ~sex, sex), "postStratify(svydesign(~c, strata=~h, weights=~w, nest=TRUE), ~sex)")
everything("one rake", calibrate(clustered, ~sex + age, c(`(Intercept)` = 5360, sexm = 2460, ageold = 1100, ageyoung = 1760), calfun = "raking", epsilon = 1e-12, maxit = 200), "calibrate(svydesign(~c, strata=~h, weights=~w, nest=TRUE), ~sex+age, calfun='raking', epsilon=1e-12)")

trimmed <- trimWeights(clustered, upper = 1.5 * median(weights(clustered)), strict = TRUE)
everything("one trim", trimmed, "trimWeights(svydesign(~c, strata=~h, weights=~w, nest=TRUE), upper=1.5*median, strict=TRUE)")

for (policy in c("remove", "adjust", "average")) {
  options(survey.lonely.psu = policy)
  everything(paste("few", policy), svydesign(~c, strata = ~h, data = few, weights = ~w, nest = TRUE), paste0("options(survey.lonely.psu='", policy, "'); svydesign(~c, strata=~h, weights=~w, nest=TRUE)"))
  # h3 was taken whole (1 of 1): certain, whatever the policy; h5 is one of 14
  everything(paste("few size", policy), svydesign(~c, strata = ~h, data = few, weights = ~w, fpc = ~N, nest = TRUE), paste0("options(survey.lonely.psu='", policy, "'); svydesign(~c, strata=~h, weights=~w, fpc=~N, nest=TRUE)"))
}

all <- do.call(rbind, rows)
for (k in c("estimate", "se", "low", "high", "more")) all[[k]] <- ifelse(is.na(all[[k]]), "", sprintf("%.12g", as.numeric(all[[k]])))
head <- paste0("# ", R.version.string, "; survey ", packageVersion("survey"), "; made by reference.R")
con <- file("reference/expected.csv", "w"); writeLines(head, con)
write.csv(all, con, row.names = FALSE, na = ""); close(con)
