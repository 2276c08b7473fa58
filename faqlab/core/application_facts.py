"""What is published of the 40 architectures of `keras.applications`."""

# As keras.io's page of Keras Applications gives them: megabytes of the weights' file, top-1 and
# top-5 accuracy in percent on ImageNet's validation pictures, millions of parameters, depth (all
# layers on the longest way, activations too). What it doesn't give is None. MobileNetV3 isn't on
# that page: its accuracies are those of the table in Keras's source, and its size four bytes a
# parameter. Then the pixels each way that a picture has.
PUBLISHED = {
    "Xception": (88, 79.0, 94.5, 22.9, 81, 299),
    "VGG16": (528, 71.3, 90.1, 138.4, 16, 224),
    "VGG19": (549, 71.3, 90.0, 143.7, 19, 224),
    "ResNet50": (98, 74.9, 92.1, 25.6, 107, 224),
    "ResNet50V2": (98, 76.0, 93.0, 25.6, 103, 224),
    "ResNet101": (171, 76.4, 92.8, 44.7, 209, 224),
    "ResNet101V2": (171, 77.2, 93.8, 44.7, 205, 224),
    "ResNet152": (232, 76.6, 93.1, 60.4, 311, 224),
    "ResNet152V2": (232, 78.0, 94.2, 60.4, 307, 224),
    "InceptionV3": (92, 77.9, 93.7, 23.9, 189, 299),
    "InceptionResNetV2": (215, 80.3, 95.3, 55.9, 449, 299),
    "MobileNet": (16, 70.4, 89.5, 4.3, 55, 224),
    "MobileNetV2": (14, 71.3, 90.1, 3.5, 105, 224),
    "MobileNetV3Small": (10, 68.1, None, 2.6, None, 224),
    "MobileNetV3Large": (22, 75.6, None, 5.5, None, 224),
    "DenseNet121": (33, 75.0, 92.3, 8.1, 242, 224),
    "DenseNet169": (57, 76.2, 93.2, 14.3, 338, 224),
    "DenseNet201": (80, 77.3, 93.6, 20.2, 402, 224),
    "NASNetMobile": (23, 74.4, 91.9, 5.3, 389, 224),
    "NASNetLarge": (343, 82.5, 96.0, 88.9, 533, 331),
    "EfficientNetB0": (29, 77.1, 93.3, 5.3, 132, 224),
    "EfficientNetB1": (31, 79.1, 94.4, 7.9, 186, 240),
    "EfficientNetB2": (36, 80.1, 94.9, 9.2, 186, 260),
    "EfficientNetB3": (48, 81.6, 95.7, 12.3, 210, 300),
    "EfficientNetB4": (75, 82.9, 96.4, 19.5, 258, 380),
    "EfficientNetB5": (118, 83.6, 96.7, 30.6, 312, 456),
    "EfficientNetB6": (166, 84.0, 96.8, 43.3, 360, 528),
    "EfficientNetB7": (256, 84.3, 97.0, 66.7, 438, 600),
    "EfficientNetV2B0": (29, 78.7, 94.3, 7.2, None, 224),
    "EfficientNetV2B1": (34, 79.8, 95.0, 8.2, None, 240),
    "EfficientNetV2B2": (42, 80.5, 95.1, 10.2, None, 260),
    "EfficientNetV2B3": (59, 82.0, 95.8, 14.5, None, 300),
    "EfficientNetV2S": (88, 83.9, 96.7, 21.6, None, 384),
    "EfficientNetV2M": (220, 85.3, 97.4, 54.4, None, 480),
    "EfficientNetV2L": (479, 85.7, 97.5, 119.0, None, 480),
    "ConvNeXtTiny": (109, 81.3, None, 28.6, None, 224),
    "ConvNeXtSmall": (192, 82.3, None, 50.2, None, 224),
    "ConvNeXtBase": (339, 85.3, None, 88.5, None, 224),
    "ConvNeXtLarge": (755, 86.3, None, 197.7, None, 224),
    "ConvNeXtXLarge": (1310, 86.7, None, 350.1, None, 224),
}
