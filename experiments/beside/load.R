# What the tables beside this file have, in R: Rscript load.R
finished <- !any(grepl('"unfinished" *: *true', readLines("manifest.json")))
if (!finished) stop("their writing was cut short")
audit <- read.csv("audit.csv") # units are in dictionary.csv
runs <- audit[!is.na(audit$accuracy), ]
print(aggregate(cbind(final_loss, accuracy) ~ run + bias, data = runs, FUN = median))
solved <- subset(runs, run == "xor/full-batch")
print(tapply(solved$accuracy == 100, solved$bias, mean))
pairs <- read.csv("compare.csv")
print(aggregate(largest_difference ~ run + bias, data = pairs, FUN = max))
printed <- read.csv("printed.csv")
print(table(printed$figure, printed$reproduced_manual))
